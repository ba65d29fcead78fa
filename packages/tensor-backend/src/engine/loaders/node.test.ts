import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

const application = mkdtempSync(join(tmpdir(), "surenet-"));
afterAll(() => rmSync(application, { recursive: true }));

// Stands in for the native package: needs what Node 23 removed from util, and registers an engine that can hold tensors.
const NATIVE = `
  const util = require("node:util");
  if (!util.isNullOrUndefined(undefined) || !util.isArray([])) throw new Error("the functions that Node removed are missing");
  const { KernelBackend, registerBackend } = require(${JSON.stringify(createRequire(import.meta.url).resolve("@tensorflow/tfjs-core"))});
  class Native extends KernelBackend {
    write() { return {}; }
    numDataIds() { return 0; }
    disposeData() { return true; }
    floatPrecision() { return 32; }
  }
  registerBackend("tensorflow", () => new Native());
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
