import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";

const application = mkdtempSync(join(tmpdir(), "surenet-"));
afterAll(() => rmSync(application, { recursive: true }));

// Stands in for the native package: needs what Node 23 removed from util, registers an engine that can hold tensors, and the cpu engine.
const NATIVE = `
  const util = require("node:util");
  if (!util.isNullOrUndefined(undefined) || !util.isArray([])) throw new Error("the functions that Node removed are missing");
  const { KernelBackend, registerBackend, registerKernel } = require(${JSON.stringify(createRequire(import.meta.url).resolve("@tensorflow/tfjs-core"))});
  class Native extends KernelBackend {
    write() { return {}; }
    numDataIds() { return 0; }
    disposeData() { return true; }
    floatPrecision() { return 32; }
  }
  registerBackend("tensorflow", () => new Native());
  registerKernel({ kernelName: "Erf", backendName: "cpu", kernelFunc: () => { throw new Error("stock"); } }); // as it brings the cpu engine along
  exports.version = { "tfjs-node": "4.22.0" };`;

it("loads the native engine that the application has installed, with what Node removed put back", () => {
  const folder = join(application, "node_modules/@tensorflow/tfjs-node");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.js"), NATIVE);
  const script = `
    import { initBackend } from ${JSON.stringify(new URL("../../index.ts", import.meta.url).href)};
    const { name, version, threads, skipped } = await initBackend({ threads: 3 });
    console.log(JSON.stringify({ name, version, threads, skipped: skipped.length, log: process.env.TF_CPP_MIN_LOG_LEVEL }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: application, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({ name: "node", version: "4.22.0", threads: 3, skipped: 1, log: "2" });
});

it("leaves our kernels of the cpu engine in place, without a word of the package's own", () => {
  const script = `
    import { initBackend } from ${JSON.stringify(new URL("../../index.ts", import.meta.url).href)};
    import { erf, setBackend } from ${JSON.stringify(pathToFileURL(createRequire(import.meta.url).resolve("@tensorflow/tfjs-core")).href)};
    for (const name of ["cpu", "node"]) await initBackend({ prefer: [name] });
    await setBackend("cpu");
    console.log(erf(1e-3).dataSync()[0].toFixed(9));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: application, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout.trim()).toBe("0.001128379"); // 2/√π · 1e-3
});
