import { type Tensor, dispose } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, invalidValue, wrongState } from "@surenet/tensor-backend";
import { Adam, Breather, cosine, Module, type Optimizer, positiveInteger, type Schedule } from "@surenet/nn";
import type { NeuralTree } from "../tree/neural-tree.ts";
import { batchOrder } from "./batch-order.ts";
import { evaluateTasks } from "./evaluate-tasks.ts";
import type { CorruptFrac } from "./task-losses.ts";
import { type StepResult, taskStep } from "./task-step.ts";
import { TaskStopping } from "./task-stopping.ts";
import { TaskTable } from "./task-table.ts";
import { TaskWeights } from "./task-weighting.ts";
import type { TaskEpoch, TaskReport, TrainTasksOptions } from "./train-options.ts";

const OPTIONS = [
  "data", "epochs", "rng", "tasks", "batchSize", "optimizer", "schedule", "step", "weighting", "order", "corruptFrac", "clip", "validation", "earlyStopping",
  "signal",
]; // prettier-ignore

/** The tree and the weights of its tasks, which one optimiser moves. */
class Trainee extends Module {
  readonly tree: NeuralTree;
  readonly taskWeights: TaskWeights;

  constructor(tree: NeuralTree, taskWeights: TaskWeights) {
    super();
    this.tree = tree;
    this.taskWeights = taskWeights;
  }

  forward(): Tensor {
    throw wrongState({ where: "Trainee", problem: "it only holds what is trained" });
  }
}

/**
 * Trains several tasks of a tree, epoch by epoch; the loop in your program may look, log, or stop.
 *
 * A batch trains the tasks that have a label in it, each by the mean over its labelled samples. Frozen nodes stay as they are, and in evaluation mode. With equal seeds on one
 * engine the reports repeat exactly, seconds apart. The tree is in evaluation mode whenever a report is yielded and at the end.
 *
 * @throws SurenetError `E_OPTION`; `E_VALUE` naming task and step when a loss or gradient is not finite (the weights of before that step stay). `signal.reason` after an abort
 * @example for await (const { epoch, tasks } of trainTasks(tree, { data, epochs: 20, weighting: "uncertainty", rng })) console.log(epoch, tasks.digit.loss);
 */
export async function* trainTasks(
  tree: NeuralTree,
  options: TrainTasksOptions,
): AsyncGenerator<TaskEpoch, readonly TaskEpoch[], undefined> {
  const plan = planTasks(tree, options);
  const { tables, tasks, epochs, optimizer, validation, signal, stopping } = plan;
  const history: TaskEpoch[] = [];
  const stopped = new Set<string>();
  const started = performance.now();
  let step = 0;
  try {
    for (let epoch = 1; epoch <= epochs && stopped.size < tasks.length; epoch++) {
      const sums = new Map<string, { loss: number; samples: number }>();
      const batches = batchOrder(tables, { ...plan, rng: plan.rng.fork(`epoch-${epoch}`) });
      const breather = new Breather();
      trainUnfrozen(tree);
      for (const [i, { table, indices }] of batches.entries()) {
        signal?.throwIfAborted();
        const batch = table.batch(indices);
        try {
          const active = tasks.filter((task) => task in batch.tasks && !stopped.has(task));
          const scale = plan.schedule(((epoch - 1) * batches.length + i), epochs * batches.length); // prettier-ignore
          const groups = plan.step === "joint" ? [active] : active.map((task) => [task]);
          for (const group of groups) {
            if (group.length === 0) continue;
            step++;
            const result = taskStep(plan, batch, { tasks: group, scale, where: `trainTasks, epoch ${epoch}, step ${step}` });
            addUp(sums, result, batch.tasks);
          }
        } finally {
          dispose([{ ...batch.inputs }, ...Object.values(batch.tasks).flatMap(({ targets }) => targets ?? [])]);
        }
        await breather.breathe();
      }
      tree.eval();
      const figures = validation === undefined ? {} : await evaluateTasks(tree, validation, { tasks: tasks.filter((task) => validation.tasks.includes(task)), ...(signal && { signal }) }); // prettier-ignore
      for (const [task, watch] of stopping) if (!stopped.has(task) && watch.watch(figures[task] ?? {})) stopped.add(task);
      const weights = plan.weights.values();
      const report = (task: string): TaskReport => {
        const { loss, samples } = sums.get(task) ?? { loss: NaN, samples: 0 };
        const own = figures[task];
        return {
          loss: loss / samples,
          samples,
          weight: weights[task] ?? 1,
          stopped: stopped.has(task),
          ...(own === undefined ? {} : { validation: own }),
        };
      };
      const seconds = (performance.now() - started) / 1000;
      history.push({ epoch, step, tasks: Object.fromEntries(tasks.map((task) => [task, report(task)])), seconds });
      yield history.at(-1) as TaskEpoch; // pushed in the line above
    }
    return history;
  } finally {
    tree.eval();
    plan.weights.dispose();
    if (options.optimizer === undefined) optimizer.dispose();
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

/** Everything that a step needs to know. */
export interface TaskPlan {
  readonly tree: NeuralTree;
  readonly trainee: Module;
  readonly tables: readonly TaskTable[];
  readonly tasks: readonly string[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly rng: TrainTasksOptions["rng"];
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly step: "joint" | "decoupled";
  readonly order: "round-robin" | "proportional";
  readonly weights: TaskWeights;
  readonly corruptFrac: CorruptFrac;
  readonly clip: TrainTasksOptions["clip"];
  readonly validation: TaskTable | undefined;
  readonly stopping: ReadonlyMap<string, TaskStopping>;
  readonly signal: AbortSignal | undefined;
}

function planTasks(tree: NeuralTree, options: TrainTasksOptions): TaskPlan {
  const where = "trainTasks";
  checkOptions(where, options, OPTIONS);
  const {
    data,
    rng,
    batchSize = 256,
    schedule = cosine(),
    step = "joint",
    order = "round-robin",
    corruptFrac = 0,
    earlyStopping = {},
  } = options;
  const tables = data instanceof TaskTable ? [data] : data;
  const known = [...new Set(tables.flatMap((table) => table.tasks))];
  const { tasks = known, weighting = { fixed: {} } } = options;
  for (const task of tasks) {
    tree.leaf(task);
    if (!known.includes(task))
      throw invalidOption({ where, option: "tasks", got: task, expected: `a task of the data: ${known.join(", ")}` });
  }
  for (const root of tables.flatMap((table) => Object.keys(table.inputs))) tree.node("roots", root);
  if (step !== "joint" && step !== "decoupled")
    throw invalidOption({ where, option: "step", got: step, expected: '"joint" or "decoupled"' });
  if (order !== "round-robin" && order !== "proportional")
    throw invalidOption({ where, option: "order", got: order, expected: '"round-robin" or "proportional"' });
  const watched = Object.entries(earlyStopping);
  for (const [task] of watched) {
    if (!tasks.includes(task)) throw invalidOption({ where, option: "earlyStopping", got: task, expected: `one of ${tasks.join(", ")}` });
    if (options.validation?.tasks.includes(task) !== true)
      throw invalidValue({ where, problem: `early stopping of ${task} needs validation data`, expected: "validation with that task" });
  }
  const weights = new TaskWeights(tasks, weighting, { weighThemselves: tasks.filter((task) => tree.leaf(task).weighsItself) });
  const trainee = new Trainee(tree, weights);
  const optimizer = (options.optimizer ?? new Adam({ learningRate: 3e-3 })).attach(trainee);
  tree.adopt(optimizer);
  return {
    tree, trainee, tables, tasks, rng, schedule, step, order, weights, corruptFrac, optimizer,
    epochs: positiveInteger(where, "epochs", options.epochs),
    batchSize: positiveInteger(where, "batchSize", batchSize),
    clip: options.clip,
    validation: options.validation,
    stopping: new Map(watched.map(([task, rule]) => [task, new TaskStopping(task, rule)])),
    signal: options.signal,
  }; // prettier-ignore
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
  sums: Map<string, { loss: number; samples: number }>,
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
