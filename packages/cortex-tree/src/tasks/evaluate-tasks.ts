import { type Tensor, concat, dispose, tidy } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { Breather } from "@surenet/nn";
import type { NeuralTree } from "../tree/neural-tree.ts";
import type { LeafOutputs, RootOutputs } from "../tree/outputs.ts";
import { pickLeafRows, pickRootRows } from "./pick-rows.ts";
import { type CorruptFrac, rootInputs } from "./task-losses.ts";
import type { TaskTable } from "./task-table.ts";

export interface EvaluateTasksOptions {
  readonly batchSize?: number;
  /** The tasks of the table that are evaluated; all when omitted. */
  readonly tasks?: readonly string[];
  readonly corruptFrac?: CorruptFrac;
  readonly signal?: AbortSignal;
}

/** What was kept of the batches of a task. */
interface Kept {
  readonly leaf: LeafOutputs[];
  readonly root: RootOutputs[];
  readonly targets: Tensor[];
}

/**
 * The figures of every task over its labelled samples, in evaluation mode; the tree's mode is put back.
 *
 * @throws `signal.reason` when aborted
 * @example await evaluateTasks(tree, test) // { digit: { nll: 0.14, acc: 0.96 }, ink: { nll: -1.2, nrmse: 0.1, s_rho: 0.99 } }
 */
export async function evaluateTasks(
  tree: NeuralTree,
  table: TaskTable,
  options: EvaluateTasksOptions = {},
): Promise<Record<string, Record<string, number>>> {
  // prettier-ignore
  checkOptions("evaluateTasks", options, ["batchSize", "tasks", "corruptFrac", "signal"]);
  const { batchSize = 256, tasks = table.tasks, corruptFrac = 0, signal } = options;
  const kept = new Map<string, Kept>(tasks.map((task) => [task, { leaf: [], root: [], targets: [] }]));
  const { training } = tree;
  const breather = new Breather();
  tree.eval();
  try {
    for (let from = 0; from < table.size; from += batchSize) {
      signal?.throwIfAborted();
      keepBatch(tree, table, {
        indices: Array.from({ length: Math.min(batchSize, table.size - from) }, (_, i) => from + i),
        corruptFrac,
        kept,
      });
      await breather.breathe();
    }
    const figures: [string, Record<string, number>][] = [];
    for (const [task, all] of kept) if (all.leaf.length > 0) figures.push([task, await figuresOf(tree, task, all)]);
    return Object.fromEntries(figures);
  } finally {
    for (const { leaf, root, targets } of kept.values()) dispose([leaf, root, targets]);
    tree.train(training);
  }
}

function keepBatch(
  tree: NeuralTree,
  table: TaskTable,
  {
    indices,
    corruptFrac,
    kept,
  }: { readonly indices: readonly number[]; readonly corruptFrac: CorruptFrac; readonly kept: ReadonlyMap<string, Kept> },
): void {
  // prettier-ignore
  const batch = table.batch(indices);
  const tasks = [...kept.keys()].filter((task) => task in batch.tasks);
  const made = tidy(() => {
    const outputs = tree.forward(rootInputs(batch, corruptFrac), { leafKeys: tasks });
    return tasks.map((task) => {
      const rows = batch.tasks[task]?.rows ?? [];
      const { batchAxes } = tree.leaf(task);
      const root = pickRootRows(outputs.roots[tree.rootKeyOf(task)], rows, batch.size);
      return { leaf: pickLeafRows(outputs.leaves[task] ?? {}, rows, { batchAxes, size: batch.size }), root: root ?? {} };
    });
  });
  tasks.forEach((task, i) => {
    const one = made[i];
    const all = kept.get(task);
    if (one === undefined || all === undefined) return;
    all.leaf.push(one.leaf);
    all.root.push(one.root as RootOutputs); // what the root gave
    const { targets } = batch.tasks[task] ?? {};
    if (targets !== undefined) all.targets.push(targets);
  });
  dispose(batch.inputs as Record<string, Tensor>);
  for (const [task, { targets }] of Object.entries(batch.tasks)) if (!kept.has(task)) targets?.dispose();
}

/** The leaf's figures of all batches as one. */
async function figuresOf(tree: NeuralTree, task: string, { leaf: parts, root: roots, targets }: Kept): Promise<Record<string, number>> {
  const leaf = tree.leaf(task);
  const joined = <O extends { readonly [name: string]: unknown }>(all: readonly O[], axes: { readonly [name: string]: number }): O =>
    Object.fromEntries(Object.keys(all[0] ?? {}).map((name) => [name, concat(all.map((one) => one[name] as Tensor), axes[name] ?? 0)])) as O; // prettier-ignore
  const whole = tidy(() => ({
    leaf: joined(parts, leaf.batchAxes),
    root: joined(roots, {}),
    targets: targets.length === 0 ? {} : { of: concat(targets) },
  }));
  try {
    return await leaf.evaluate(whole.leaf, "of" in whole.targets ? whole.targets.of : undefined, whole.root);
  } finally {
    dispose([whole.leaf, whole.root, whole.targets]);
  }
}
