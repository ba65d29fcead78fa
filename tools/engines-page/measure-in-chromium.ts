// Prints, as one line of JSON, what WebGPU in a page of Chromium makes of every gradient case.
import { inChromium } from "../conformance/chromium-page.ts";
import type * as Measure from "./measure-engine.ts";
import type { EngineMeasurement } from "./measurement.ts";

const measurement = await inChromium((page) =>
  page.evaluate(async (): Promise<EngineMeasurement> => {
    const file = "/tools/engines-page/measure-engine.ts";
    const { measureEngine } = (await import(file)) as typeof Measure;
    return measureEngine("webgpu");
  }),
);
process.stdout.write(`${JSON.stringify({ ...measurement, engine: "webgpu in Chromium" })}\n`);
