import { type TestedEngine, testedEngines } from "../../conformance/engine-environment.ts";
import type { Acceptance } from "../acceptance.ts";
import { runCommand } from "../command.ts";

/** Engines that a machine may lack; every other one has to be there. */
const NEEDS_HARDWARE: ReadonlySet<string> = new Set<TestedEngine>(["node-gpu"]);

/** Every suite on every engine, each in a process of its own. */
export const conformance: Acceptance = {
  id: "engines/2",
  about: "the conformance suites on cpu, wasm (both modules), native and WebGPU (in Node and in Chromium)",
  async run(report) {
    await runCommand("npm", ["run", "engines:webgpu"]);
    await runCommand("npm", ["run", "engines:native"]);
    for (const engine of testedEngines) {
      if (NEEDS_HARDWARE.has(engine)) {
        report.note(`${engine}: not run, it needs a graphics processor with CUDA`);
        continue;
      }
      const { code, stdout, seconds } = await runCommand("npm", ["run", "--silent", "conformance", "--", engine]);
      const last = stdout.trim().split("\n").at(-1) ?? "";
      const [, passed = "0"] = /^(\d+) passed, 0 failed/.exec(last) ?? [];
      report.check(engine, code === 0 && Number(passed) > 200, `${last} in ${seconds.toFixed(0)} s`);
    }
  },
};
