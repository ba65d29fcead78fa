import { compareSides } from "../../bench/compare-sides.ts";
import { startSide } from "../../bench/start-side.ts";
import { subjects } from "../../bench/subjects.ts";
import type { Acceptance, Report } from "../acceptance.ts";
import { runCommand } from "../command.ts";

const LEAF = "50 x ClassifierLeaf [128, 64], 10 classes, forward + loss + backward";
const TREE = "5 train steps of a sequence tree, 32 sequences of 64 tokens";
/** Times of torch, by side. */
const AT_MOST: Readonly<Record<string, Readonly<Record<string, number>>>> = { [LEAF]: { native: 2 }, [TREE]: { native: 1, wasm: 3 } };
const ROUNDS = 25;
const STARTS = 3; // a process of torch keeps its pace, fast or slow, as long as it runs: 188 to 240 ms were seen

/** The document's leaf, and a training step of a small tree, against the same written in torch: medians of interleaved runs, one thread each, over three starts of all sides. */
export const treeSpeed: Acceptance = {
  id: "cortex-tree/4",
  about: "the classifier leaf and a training step of a sequence tree against the same in torch, natively and on wasm",
  async run(report) {
    await runCommand("npm", ["run", "engines:native"]);
    const found: Measured[] = [];
    for (let start = 0; start < STARTS; start++) found.push(await measure(report));
    for (const [subject, bounds] of Object.entries(AT_MOST)) {
      for (const [side, bound] of Object.entries(bounds)) {
        const times = found
          .map((medians) => (medians[subject]?.[side] ?? NaN) / (medians[subject]?.["torch"] ?? NaN))
          .toSorted((a, b) => a - b);
        report.atMost(`${subject}, ${side}: times of torch, the median start`, times[Math.floor(STARTS / 2)] ?? NaN, bound);
      }
    }
  },
};

/** Milliseconds, by subject and side. */
type Measured = Readonly<Record<string, Readonly<Record<string, number>>>>;

async function measure(report: Report): Promise<Measured> {
  const sides = ["torch", "native", "ours"].map((name) => startSide(name));
  try {
    const medians: Record<string, Record<string, number>> = {};
    for (const name of Object.keys(AT_MOST)) {
      const subject = subjects.find((some) => some.name === name);
      if (subject === undefined) throw new Error(`no subject ${name}`);
      const { sides: measured } = await compareSides(subject, sides, ROUNDS);
      const median = (side: string): number => {
        const times = measured[side];
        return typeof times === "object" ? times.median : NaN;
      };
      const times = { torch: median("torch"), native: median("native"), wasm: median("ours") };
      medians[name] = times;
      report.note(`${name}: ${Object.entries(times).map(([side, ms]) => `${side} ${ms.toFixed(2)} ms`).join(", ")}`); // prettier-ignore
    }
    return medians;
  } finally {
    for (const side of sides) side.stop();
  }
}
