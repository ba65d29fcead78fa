import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, invalidValue, wrongState } from "@surenet/tensor-backend";
import { Adam, cosine, type JsonObject, Module, type Optimizer, positiveInteger, type SavedTraining, type Schedule } from "@surenet/nn";
import type { NeuralTree } from "../tree/neural-tree.ts";
import type { CorruptFrac } from "./task-losses.ts";
import { TaskStopping } from "./task-stopping.ts";
import { TaskTable } from "./task-table.ts";
import { TaskWeights } from "./task-weighting.ts";
import type { TrainTasksOptions } from "./train-options.ts";

const OPTIONS = [
  "data", "epochs", "rng", "tasks", "batchSize", "optimizer", "schedule", "step", "weighting", "order", "corruptFrac", "clip", "validation", "earlyStopping",
  "checkpoint", "resume", "signal",
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
  /** The optimiser ends with the training. */
  readonly ownsOptimizer: boolean;
  readonly checkpoint: (SavedTraining & { readonly everyEpochs: number }) | undefined;
}

/**
 * Checks everything that can be checked before the first step.
 *
 * @throws SurenetError `E_OPTION`, `E_VALUE`
 */
export function planTasks(tree: NeuralTree, options: TrainTasksOptions): TaskPlan {
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
  const checked = {
    tables,
    tasks,
    step,
    order,
    corruptFrac,
    epochs: positiveInteger(where, "epochs", options.epochs),
    batchSize: positiveInteger(where, "batchSize", batchSize),
  };
  return {
    tree, trainee, rng, schedule, weights, optimizer, ...checked,
    ownsOptimizer: options.optimizer === undefined,
    checkpoint: checkpointPlan(options, trainee, optimizer, checked),
    clip: options.clip,
    validation: options.validation,
    stopping: new Map(watched.map(([task, rule]) => [task, new TaskStopping(task, rule)])),
    signal: options.signal,
  }; // prettier-ignore
}

type Checked = Pick<TaskPlan, "tables" | "tasks" | "step" | "order" | "corruptFrac" | "epochs" | "batchSize">;

function checkpointPlan(options: TrainTasksOptions, trainee: Trainee, optimizer: Optimizer, checked: Checked): TaskPlan["checkpoint"] {
  const { checkpoint, resume = false } = options;
  if (checkpoint === undefined) {
    if (resume) throw invalidOption({ where: "trainTasks", option: "resume", got: true, expected: "a checkpoint store to resume from" });
    return undefined;
  }
  const where = "trainTasks, checkpoint";
  checkOptions(where, checkpoint, ["store", "everyEpochs"]);
  const { store, everyEpochs = 1 } = checkpoint;
  return {
    store,
    everyEpochs: positiveInteger(where, "everyEpochs", everyEpochs),
    model: trainee,
    optimizer,
    fingerprint: fingerprint(options, checked),
  };
}

/** What a training and its continuation must share, as far as data can say it; the schedule and the clipping are functions and go unchecked. */
function fingerprint(options: TrainTasksOptions, { tables, ...rest }: Checked): JsonObject {
  const { weighting = { fixed: {} }, earlyStopping = {}, validation, clip, rng } = options;
  const shapes = (table: TaskTable): JsonObject => ({
    samples: table.size,
    inputs: Object.fromEntries(Object.entries(table.inputs).map(([key, { shape }]) => [key, shape])),
    targets: Object.fromEntries(
      Object.entries(table.targets).map(([key, target]) => [key, target === "self" ? target : (target.shape ?? [])]),
    ),
  });
  const plain = {
    ...rest,
    data: tables.map(shapes),
    validation: validation === undefined ? null : shapes(validation),
    shuffle: rng.state.key, // forks depend on the key alone
    weighting,
    earlyStopping,
    clipped: clip !== undefined,
  };
  return JSON.parse(JSON.stringify(plain)) as JsonObject; // as it is read back: what is undefined is left out
}
