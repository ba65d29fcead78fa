import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { RootInputs } from "../roots/root-node.ts";
import type { NeuralTree } from "../tree/neural-tree.ts";
import { pickLeafRows, pickRootRows } from "./pick-rows.ts";
import type { TaskBatch } from "./task-table.ts";

export type CorruptFrac = number | "sample";

/** What a batch's tensors are to the roots: tokens may be corrupted. */
export function rootInputs(batch: TaskBatch, corruptFrac: CorruptFrac): Record<string, RootInputs> {
  return Object.fromEntries(
    Object.entries(batch.inputs).map(([key, value]) => [key, value.dtype === "int32" ? { tgtTokIdxs: value, corruptFrac } : value]),
  );
}

/** One forward for all these tasks, and the mean loss of each over its labelled samples; owned by the caller. */
export function taskLosses(
  tree: NeuralTree,
  batch: TaskBatch,
  { tasks, corruptFrac }: { readonly tasks: readonly string[]; readonly corruptFrac: CorruptFrac },
): Record<string, Tensor> {
  // prettier-ignore
  return tidy(() => {
    const outputs = tree.forward(rootInputs(batch, corruptFrac), { leafKeys: tasks });
    return Object.fromEntries(
      tasks.map((task) => {
        const { rows = [], targets } = batch.tasks[task] ?? {};
        const leaf = tree.leaf(task);
        const own = pickLeafRows(outputs.leaves[task] ?? {}, rows, { batchAxes: leaf.batchAxes, size: batch.size });
        return [task, leaf.loss(own, pickRootRows(outputs.roots[tree.rootKeyOf(task)], rows, batch.size), targets)];
      }),
    );
  });
}
