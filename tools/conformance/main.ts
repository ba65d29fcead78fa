// npm run conformance -- [wasm|cpu|node|node-gpu|webgpu|chromium-wasm|chromium-webgpu] [words of a test file's name]
// Runs the suites that every engine has to pass on one engine; the last line is `N passed, N failed`.
// WebGPU cannot be read synchronously in Node: there the suites compare values and derivatives with those of the cpu engine.
import { spawnSync } from "node:child_process";
import { engineEnvironment, isTestedEngine, testedEngines } from "./engine-environment.ts";
import { suites } from "./suites.ts";

const [engine = "wasm", ...words] = process.argv.slice(2);
if (!isTestedEngine(engine)) {
  console.error(`no engine "${engine}"; there are: ${testedEngines.join(", ")}`);
  process.exit(2);
}
const comparisons = engine.endsWith("webgpu") ? ["--testNamePattern", "on webgpu"] : [];
const page = engine.startsWith("chromium") ? ["--config", "tools/conformance/chromium.config.ts"] : [];
const { status } = spawnSync(process.execPath, ["tools/test.mjs", ...page, ...comparisons, ...(words.length > 0 ? words : suites)], {
  stdio: "inherit",
  env: { ...process.env, ...engineEnvironment(engine) },
});
process.exitCode = status ?? 1;
