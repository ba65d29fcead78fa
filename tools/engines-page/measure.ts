// Prints, as one line of JSON, what an engine in Node makes of every gradient case: node measure.ts <engine>
import type { EngineName } from "@surenet/tensor-backend";
import { measureEngine } from "./measure-engine.ts";

const measurement = await measureEngine(process.argv[2] as EngineName);
process.stdout.write(`${JSON.stringify(measurement)}\n`, () => process.exit(0)); // the library of WebGPU keeps the process alive
