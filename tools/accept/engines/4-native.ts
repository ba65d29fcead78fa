import { compareSides } from "../../bench/compare-sides.ts";
import { startSide } from "../../bench/start-side.ts";
import { subjects } from "../../bench/subjects.ts";
import type { Acceptance } from "../acceptance.ts";
import { runCommand } from "../command.ts";

const ROUNDS = 41;

/** The addon built from its parts, and a training step on it. */
export const native: Acceptance = {
  id: "engines/4",
  about: "the native addon is built, and its training step against torch with one thread",
  async run(report) {
    const { code, seconds } = await runCommand("npm", ["run", "engines:native"]);
    report.check("npm run engines:native", code === 0, `exit code ${code} in ${seconds.toFixed(0)} s`);
    const sides = ["native", "torch", "ours"].map((name) => startSide(name));
    try {
      const median = async (subject: string): Promise<Record<string, number>> => {
        const found = subjects.find(({ name }) => name === subject);
        if (found === undefined) throw new Error(`no subject ${subject}`);
        const { sides: measured } = await compareSides(found, sides, ROUNDS);
        return Object.fromEntries(Object.entries(measured).map(([side, times]) => [side, typeof times === "object" ? times.median : NaN]));
      };
      const step = await median("mlp adam step 784-512-512-10");
      const figures = `${step["native"]?.toFixed(2)} ms; torch ${step["torch"]?.toFixed(2)} ms`;
      report.atMost(
        `Adam step 784-512-512-10, batch 256, times slower than torch (${figures})`,
        (step["native"] ?? NaN) / (step["torch"] ?? NaN),
        1.5,
      );
      const small = await median("100 additions of 8 numbers");
      for (const side of ["native", "ours", "torch"])
        report.note(`a small operation on ${side}: ${(10 * (small[side] ?? NaN)).toFixed(1)} µs`);
    } finally {
      for (const side of sides) side.stop();
    }
  },
};
