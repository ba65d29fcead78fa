import { type Tensor, dispose, mean, reshape, stack, tidy } from "@tensorflow/tfjs-core";
import { type Rng, invalidValue } from "@surenet/tensor-backend";
import { predict } from "../tasks/predict.ts";
import { fetchTaskOutputs, taskMembers } from "../tree/fetch-task-outputs.ts";
import type { NeuralTree } from "../tree/neural-tree.ts";
import { SequenceRoot } from "../roots/sequence-root.ts";
import { GraphNei } from "./expected-improvement.ts";
import { guidedEdits, type GuidedEditsOptions } from "./guided-edits.ts";

/** A text, and the value that was measured for it. */
export interface Measured {
  readonly text: string;
  readonly value: number;
}

export interface DesignRoundOptions extends Pick<
  GuidedEditsOptions,
  "rootKey" | "languageTask" | "edits" | "corruptFrac" | "guidanceSteps" | "stepSize" | "klWeight" | "temperature"
> {
  readonly rng: Rng;
  /** A task of regressor leaves, `<task>_0`, `<task>_1`, …: what is to grow is the mean of their means. */
  readonly objectiveTask: string;
  /** Texts that are proposed. */
  readonly count: number;
  /** The best texts so far, from which edits start. */
  readonly parents?: number;
  /** Edits are made this often of each parent. */
  readonly repeats?: number;
}

/**
 * One round of guided design: edits of the best texts so far, of which those are proposed that the ensemble's noisy expected improvement likes best. No text that was measured comes again.
 *
 * @param measured all texts so far with their values
 * @returns new texts, at most `count`
 * @throws SurenetError `E_VALUE` when nothing was measured
 * @example const texts = designRound(tree, measured, { rootKey: "seq", languageTask: "lm", objectiveTask: "fitness", count: 20, rng });
 */
export function designRound(
  tree: NeuralTree,
  measured: readonly Measured[],
  { objectiveTask, count, parents = 10, repeats = 8, rng, ...edits }: DesignRoundOptions,
): string[] {
  // prettier-ignore
  const root = tree.node("roots", edits.rootKey);
  if (!(root instanceof SequenceRoot) || measured.length === 0)
    throw invalidValue({ where: "designRound", problem: "there is nothing to start from" });
  const { tokenizer, maxLen } = root;
  const members = taskMembers(tree.leafKeys, objectiveTask);
  const objective: GuidedEditsOptions["objective"] = (outputs) =>
    tidy(() => meanOfMembers(members.map((key) => outputs.leaves[key]?.["loc"] as Tensor)));
  const best = [...measured].sort((a, b) => b.value - a.value).slice(0, parents).map(({ text }) => text); // prettier-ignore
  const known = new Set(measured.map(({ text }) => text));
  const start = tokenizer.encode(best, { maxLen });
  const candidates = new Set<string>();
  for (let i = 0; i < repeats; i++) {
    const options = { ...edits, objective, objectiveTasks: members, rng: rng.fork(`repeat-${i}`) };
    for (const row of guidedEdits(tree, start, options)) {
      const text = tokenizer.decode(row);
      if (!known.has(text)) candidates.add(text);
    }
  }
  start.dispose();
  const texts = [...candidates];
  if (texts.length <= count) return texts;
  const nei = new GraphNei(scores(tree, best, objectiveTask, edits.rootKey));
  const gains = nei.evaluate(scores(tree, texts, objectiveTask, edits.rootKey));
  return texts.map((text, i) => ({ text, gain: gains[i] ?? -Infinity })).sort((a, b) => b.gain - a.gain).slice(0, count).map(({ text }) => text); // prettier-ignore
}

/** `[batch]`, of `[batch, 1]` each. */
function meanOfMembers(locs: readonly Tensor[]): Tensor {
  return mean(stack(locs.map((loc) => reshape(loc, [-1]))), 0);
}

/** `[members][texts][1]`: what the ensemble expects of texts. */
function scores(tree: NeuralTree, texts: readonly string[], task: string, rootKey: string): number[][][] {
  const root = tree.node("roots", rootKey) as SequenceRoot; // checked by the caller
  const tokens = root.tokenizer.encode(texts, { maxLen: root.maxLen });
  const leaves = predict(tree, { [rootKey]: tokens }, { leafKeys: taskMembers(tree.leafKeys, task) });
  const { loc, ...others } = fetchTaskOutputs({ leaves }, task);
  try {
    const [members = 0, count = 0] = loc?.shape ?? [];
    const values = loc?.dataSync() ?? [];
    return Array.from({ length: members }, (_, e) => Array.from({ length: count }, (__, i) => [values[e * count + i] ?? NaN]));
  } finally {
    dispose([tokens, loc, others, leaves]);
  }
}
