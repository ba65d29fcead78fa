import { memory } from "@tensorflow/tfjs-core";
import { classifierLeaf, mlpBranch, NeuralTree, projectionTrunk, sumTrunk, type TreeDescription, vectorRoot } from "@surenet/cortex-tree";
import { createRng, initBackend, SurenetError } from "@surenet/tensor-backend";
import type { Acceptance, Report } from "../acceptance.ts";

const GOOD: TreeDescription = {
  roots: { pixels: vectorRoot(8), words: vectorRoot(4) },
  trunks: { shared: projectionTrunk(["pixels", "words"], 6) },
  branches: { features: mlpBranch("shared") },
  leaves: { digit: classifierLeaf("features", 10) },
};

/** A description that is wrong in one way, the code it is refused with, and both ends that the message names. */
const BAD: readonly (readonly [what: string, change: Partial<TreeDescription>, code: string, ...ends: string[]])[] = [
  ["a trunk that reads a root that is not there", { trunks: { shared: projectionTrunk(["pixel", "words"], 6) } }, "E_OPTION", "trunks.shared", '"pixel"', "pixels"],
  ["a branch that reads a trunk that is not there", { branches: { features: mlpBranch("share") } }, "E_OPTION", "branches.features", '"share"', "shared"],
  ["a leaf that reads a branch that is not there", { leaves: { digit: classifierLeaf("feature", 10) } }, "E_OPTION", "leaves.digit", '"feature"', "features"],
  ["a leaf that reads a trunk", { leaves: { digit: classifierLeaf("shared", 10) } }, "E_OPTION", "leaves.digit", '"shared"', "features"],
  ["trunks in a cycle", { trunks: { shared: sumTrunk(["other"]), other: sumTrunk(["shared"]) } }, "E_OPTION", "trunks.shared reads trunks.other reads trunks.shared"],
  ["branches in a cycle", { branches: { features: mlpBranch("more"), more: mlpBranch("features") } }, "E_OPTION", "branches.features reads branches.more reads branches.features"],
  ["a trunk of a root's name", { trunks: { shared: projectionTrunk(["pixels"], 6), pixels: sumTrunk(["words"]) } }, "E_OPTION", "roots.pixels and trunks.pixels"],
  ["a branch of a trunk's name", { branches: { features: mlpBranch("shared"), shared: mlpBranch("shared") } }, "E_OPTION", "trunks.shared and branches.shared"],
  ["a sum of other widths", { trunks: { shared: sumTrunk(["pixels", "words"]) } }, "E_SHAPE", "trunks.shared does not fit words", "width 8", "got 4"],
  ["a branch that keeps another width", { branches: { features: mlpBranch("shared", { outDim: 5 }) } }, "E_SHAPE", "branches.features does not fit shared", "width 5", "got 6"],
  ["a leaf of another width", { leaves: { digit: classifierLeaf("features", 10, { inDim: 7 }) } }, "E_SHAPE", "leaves.digit does not fit features", "width 7", "got 6"],
]; // prettier-ignore

/** Descriptions that cannot become a tree are refused by a typed error that names both ends, before anything is allocated. */
export const badDescriptions: Acceptance = {
  id: "cortex-tree/5",
  about: "bad descriptions of trees: typed errors that name both ends, before anything is allocated",
  async run(report) {
    await initBackend({ prefer: ["wasm"] });
    for (const [what, change, code, ...ends] of BAD) {
      refused(report, what, () => new NeuralTree<string, string, string, string>({ ...GOOD, ...change }, { rng: createRng(0) }), {
        code,
        ends,
      });
    }
    using tree = new NeuralTree<string, string, string, string>(GOOD, { rng: createRng(0) });
    const tasks: readonly (readonly [string, () => unknown, string, ...string[]])[] = [
      ["a task that is not there", () => tree.leaf("digits"), "E_OPTION", '"digits"', 'Did you mean "digit"'],
      ["a forward for an unknown task", () => tree.forward({}, { leafKeys: ["colour"] }), "E_OPTION", '"colour"', "digit"],
      ["an added task of a name that is taken", () => tree.addTask({ leaves: { digit: classifierLeaf("features", 2) } }, { rng: createRng(1) }), "E_OPTION", "leaves.digit", "has already"],
      ["an added task that reads nothing known", () => tree.addTask({ leaves: { parity: classifierLeaf("feature", 2) } }, { rng: createRng(1) }), "E_OPTION", "leaves.parity", "features"],
      ["an input for an unknown root", () => tree.forward({ sound: [] as never }), "E_OPTION", '"sound"', "pixels"],
    ]; // prettier-ignore
    for (const [what, call, code, ...ends] of tasks) refused(report, what, call, { code, ends });
  },
};

function refused(
  report: Report,
  what: string,
  call: () => unknown,
  { code, ends }: { readonly code: string; readonly ends: readonly string[] },
): void {
  const before = memory().numTensors;
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  const made = memory().numTensors - before;
  const message = thrown instanceof SurenetError ? `${thrown.code} ${thrown.message}` : String(thrown);
  const ok = thrown instanceof SurenetError && thrown.code === code && ends.every((end) => thrown.message.includes(end)) && made === 0;
  report.check(what, ok, `${message}${made === 0 ? "" : ` (${made} tensors were made)`}`);
}
