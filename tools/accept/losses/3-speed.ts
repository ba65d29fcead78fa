import { compareSides } from "../../bench/compare-sides.ts";
import { startSide } from "../../bench/start-side.ts";
import { subjects } from "../../bench/subjects.ts";
import type { Acceptance } from "../acceptance.ts";

const [BY_INDEX, BY_ROWS] = ["cross entropy [4096, 1000] forward + backward", "cross entropy [4096, 1000] by one-hot rows"];

/** Medians of interleaved runs in processes of their own. Needs `npm run engines:native` once. */
export const lossSpeed: Acceptance = {
  id: "losses/3",
  about: "cross entropy with indices against torch and against one-hot rows",
  async run(report) {
    const sides = ["ours", "stock", "native", "torch"].map((name) => startSide(name));
    try {
      const median = async (subject: string): Promise<Record<string, number>> => {
        const found = subjects.find(({ name }) => name === subject);
        if (found === undefined) throw new Error(`no subject ${subject}`);
        const { sides: measured } = await compareSides(found, sides, 25);
        const medians = Object.entries(measured).map(([side, times]) => [side, typeof times === "object" ? times.median : NaN] as const);
        report.note(`${subject}: ${medians.map(([side, ms]) => `${side} ${ms.toFixed(1)} ms`).join(", ")}`);
        return Object.fromEntries(medians);
      };
      const [direct, rows] = [await median(BY_INDEX), await median(BY_ROWS)];
      report.atMost("native, times slower than torch with one thread", (direct["native"] ?? NaN) / (direct["torch"] ?? NaN), 2);
      report.atLeast("wasm, times faster than one-hot rows on the engine as it ships", (rows["stock"] ?? NaN) / (direct["ours"] ?? NaN), 3);
      report.note(
        `one-hot rows with our kernels under them: ${((rows["ours"] ?? NaN) / (direct["ours"] ?? NaN)).toFixed(2)} times as long`,
      );
    } finally {
      for (const side of sides) side.stop();
    }
  },
};
