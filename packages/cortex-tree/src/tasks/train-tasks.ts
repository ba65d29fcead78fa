import { dispose } from "@tensorflow/tfjs-core";
import { Breather, type Module, restoreTraining, saveTraining } from "@surenet/nn";
import type { NeuralTree } from "../tree/neural-tree.ts";
import { batchOrder } from "./batch-order.ts";
import { evaluateTasks } from "./evaluate-tasks.ts";
import { planTasks, type TaskPlan } from "./plan-tasks.ts";
import { type StepResult, taskStep } from "./task-step.ts";
import { type TasksPosition, TasksState, type TaskSum } from "./tasks-state.ts";
import type { TaskEpoch, TrainTasksOptions } from "./train-options.ts";

/**
 * Trains several tasks of a tree, epoch by epoch; the loop in your program may look, log, or stop.
 *
 * A batch trains the tasks that have a label in it, each by the mean over its labelled samples. Frozen nodes stay as they are, and in evaluation mode. With equal seeds on one
 * engine the reports repeat exactly, seconds apart. The tree is in evaluation mode whenever a report is yielded and at the end.
 *
 * @throws SurenetError `E_OPTION`; `E_VALUE` naming task and step when a loss or gradient is not finite (the weights of before that step stay); `E_FILE`, `E_STATE` for a checkpoint that cannot be
 *   resumed. `signal.reason` after an abort: the checkpoint of the last epoch stays
 * @example for await (const { epoch, tasks } of trainTasks(tree, { data, epochs: 20, weighting: "uncertainty", rng })) console.log(epoch, tasks.digit.loss);
 */
export async function* trainTasks(
  tree: NeuralTree,
  options: TrainTasksOptions,
): AsyncGenerator<TaskEpoch, readonly TaskEpoch[], undefined> {
  const plan = planTasks(tree, options);
  const { checkpoint, weights, optimizer, ownsOptimizer } = plan;
  const state = new TasksState(plan);
  const breather = new Breather(); // one for all epochs, which may be short
  try {
    const saved = checkpoint !== undefined && options.resume === true ? await restoreTraining<TasksPosition>(checkpoint) : undefined;
    if (saved !== undefined) state.position = saved;
    while (!state.finished) {
      const report = await runEpoch(plan, state, breather);
      if (checkpoint !== undefined && (report.epoch % checkpoint.everyEpochs === 0 || state.finished))
        await saveTraining(checkpoint, state.position);
      yield report;
    }
    return state.history;
  } finally {
    tree.eval();
    weights.dispose();
    if (ownsOptimizer) optimizer.dispose();
  }
}

/** {@link trainTasks} to its end. */
export async function fitTasks(tree: NeuralTree, options: TrainTasksOptions): Promise<readonly TaskEpoch[]> {
  const epochs = trainTasks(tree, options);
  for (;;) {
    const next = await epochs.next();
    if (next.done === true) return next.value;
  }
}

async function runEpoch(plan: TaskPlan, state: TasksState, breather: Breather): Promise<TaskEpoch> {
  const { tree, tables, tasks, epochs, validation, signal } = plan;
  const epoch = state.epoch + 1;
  const sums = new Map<string, TaskSum>();
  const batches = batchOrder(tables, { ...plan, rng: plan.rng.fork(`epoch-${epoch}`) });
  const started = performance.now();
  trainUnfrozen(tree);
  for (const [i, { table, indices }] of batches.entries()) {
    signal?.throwIfAborted();
    const batch = table.batch(indices);
    try {
      const active = tasks.filter((task) => task in batch.tasks && !state.stopped.has(task));
      const scale = plan.schedule((epoch - 1) * batches.length + i, epochs * batches.length);
      const groups = plan.step === "joint" ? [active] : active.map((task) => [task]);
      for (const group of groups) {
        if (group.length === 0) continue;
        state.step++;
        const result = taskStep(plan, batch, { tasks: group, scale, where: `trainTasks, epoch ${epoch}, step ${state.step}` });
        addUp(sums, result, batch.tasks);
      }
    } finally {
      dispose([{ ...batch.inputs }, ...Object.values(batch.tasks).flatMap(({ targets }) => targets ?? [])]);
    }
    await breather.breathe();
  }
  tree.eval();
  const figures = validation === undefined ? {} : await evaluateTasks(tree, validation, { tasks: tasks.filter((task) => validation.tasks.includes(task)), ...(signal && { signal }) }); // prettier-ignore
  return state.close(sums, figures, (performance.now() - started) / 1000);
}

/** Training mode for the nodes that have something to learn, evaluation for those that are frozen. */
function trainUnfrozen(tree: NeuralTree): void {
  tree.train();
  for (const kind of ["roots", "trunks", "branches", "leaves"] as const) {
    for (const node of Object.values<Module>(tree[kind])) {
      const parameters = node.parameters();
      if (parameters.length > 0 && !parameters.some(({ trainable }) => trainable)) node.eval();
    }
  }
}

function addUp(
  sums: Map<string, TaskSum>,
  { losses }: StepResult,
  tasks: Readonly<Record<string, { readonly rows: readonly number[] }>>,
): void {
  // prettier-ignore
  for (const [task, loss] of Object.entries(losses)) {
    const samples = tasks[task]?.rows.length ?? 0;
    const before = sums.get(task) ?? { loss: 0, samples: 0 };
    sums.set(task, { loss: before.loss + loss * samples, samples: before.samples + samples });
  }
}
