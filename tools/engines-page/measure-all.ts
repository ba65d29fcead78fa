import { spawnSync } from "node:child_process";
import path from "node:path";
import { engineEnvironment, type TestedEngine } from "../conformance/engine-environment.ts";
import type { EngineMeasurement } from "./measurement.ts";

const ENGINES: readonly TestedEngine[] = ["wasm", "cpu", "node", "webgpu", "chromium-webgpu"];

/** Measures every engine in a process of its own. Needs `npm run engines:native` and `npm run engines:webgpu` once, and Chromium. */
export function measureAll(): EngineMeasurement[] {
  return ENGINES.map((engine) => {
    console.log(`measuring ${engine} ...`);
    const script = path.join(import.meta.dirname, engine === "chromium-webgpu" ? "measure-in-chromium.ts" : "measure.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--conditions=@surenet/source", script, engine], {
      encoding: "utf8",
      maxBuffer: 1 << 26,
      env: { ...process.env, ...engineEnvironment(engine) },
    });
    if (status !== 0) throw new Error(`${engine} could not be measured; npm run engines:native and engines:webgpu install it\n${stderr}`);
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as EngineMeasurement;
  });
}
