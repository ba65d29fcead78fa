import { compareSides } from "../../bench/compare-sides.ts";
import { startSide } from "../../bench/start-side.ts";
import { subjects } from "../../bench/subjects.ts";
import type { Acceptance, Report } from "../acceptance.ts";
import { runCommand } from "../command.ts";

const LEAF = "50 x ClassifierLeaf [128, 64], 10 classes, forward + loss + backward";
const TREE = "5 train steps of a sequence tree, 32 sequences of 64 tokens";
const ROUNDS = 25;

/** The document's leaf, and a training step of a small tree, against the same written in torch: medians of interleaved runs, one thread each. */
export const treeSpeed: Acceptance = {
  id: "cortex-tree/4",
  about: "the classifier leaf and a training step of a sequence tree against the same in torch, natively and on wasm",
  async run(report) {
    await runCommand("npm", ["run", "engines:native"]);
    await compare(report, LEAF, { native: 2 });
    await compare(report, TREE, { native: 1, ours: 3 });
  },
};

/** @param atMost times of torch, by side */
async function compare(report: Report, subject: string, atMost: Readonly<Record<string, number>>): Promise<void> {
  const found = subjects.find(({ name }) => name === subject);
  if (found === undefined) throw new Error(`no subject ${subject}`);
  const sides = ["torch", "native", "ours"].map((name) => startSide(name));
  try {
    const { sides: measured } = await compareSides(found, sides, ROUNDS);
    const median = (name: string): number => {
      const times = measured[name];
      return typeof times === "object" ? times.median : NaN;
    };
    report.note(
      `${subject}: ${["torch", "native", "ours"].map((name) => `${name === "ours" ? "wasm" : name} ${median(name).toFixed(2)} ms`).join(", ")}`,
    );
    for (const [side, bound] of Object.entries(atMost)) {
      report.atMost(`${subject}, ${side === "ours" ? "wasm" : side}: times of torch`, median(side) / median("torch"), bound);
    }
  } finally {
    for (const side of sides) side.stop();
  }
}
