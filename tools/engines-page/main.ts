// npm run docs:engines
// Measures every engine and writes docs/engines.md. Needs `npm run engines:native` and `npm run engines:webgpu` once.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { differentiableOps, type EngineName } from "@surenet/tensor-backend";
import { engineEnvironment } from "../conformance/engine-environment.ts";
import type { EngineMeasurement } from "./measurement.ts";
import { page } from "./page.ts";

const ENGINES: readonly EngineName[] = ["wasm", "cpu", "node", "webgpu"];

const measurements = ENGINES.map((engine): EngineMeasurement => {
  console.log(`measuring ${engine} ...`);
  const script = path.join(import.meta.dirname, "measure.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--conditions=@surenet/source", script, engine], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
    env: { ...process.env, ...engineEnvironment(engine) },
  });
  if (status !== 0) throw new Error(`${engine} could not be measured; npm run engines:native and engines:webgpu install it\n${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as EngineMeasurement;
});
const file = path.resolve(import.meta.dirname, "../../docs/engines.md");
writeFileSync(file, page(differentiableOps(), measurements));
spawnSync("prettier", ["--write", "--log-level", "warn", file], { stdio: "inherit", shell: process.platform === "win32" });
console.log("wrote docs/engines.md");
