import { compareSides } from "../../bench/compare-sides.ts";
import { startSide } from "../../bench/start-side.ts";
import { elboStep } from "../../bench/subjects/elbo-step.ts";
import type { Acceptance } from "../acceptance.ts";
import { runCommand } from "../command.ts";

const ROUNDS = 41;
const THREADS = 2;

/** The same step in processes of their own, asked in turn. */
export const elboSpeed: Acceptance = {
  id: "bayes/4",
  about: "a step on the evidence lower bound, 784-256-10, 8 samples, batch 128, on two cores: native and wasm against torch",
  async run(report) {
    const { code } = await runCommand("npm", ["run", "engines:native"]);
    report.check("npm run engines:native", code === 0, `exit code ${code}`);
    const sides = ["native", "ours", "torch"].map((name) => startSide(name, { threads: THREADS }));
    try {
      const { sides: measured } = await compareSides(elboStep, sides, ROUNDS);
      const median = (side: string): number => {
        const times = measured[side];
        return typeof times === "object" ? times.median : NaN;
      };
      report.note(["native", "ours", "torch"].map((side) => `${side === "ours" ? "wasm" : side} ${median(side).toFixed(2)} ms`).join(", "));
      report.atMost("native, times of torch", median("native") / median("torch"), 1);
      report.atMost("wasm, times of torch", median("ours") / median("torch"), 3);
    } finally {
      for (const side of sides) side.stop();
    }
  },
};
