import type { Rng } from "@surenet/tensor-backend";
import type { Clip, Optimizer, RunStore, Schedule } from "@surenet/nn";
import type { CorruptFrac } from "./task-losses.ts";
import type { TaskTable } from "./task-table.ts";
import type { TaskWeighting } from "./task-weighting.ts";

export interface TaskStoppingOptions {
  /** A figure of the task's evaluation, such as `"acc"`; its loss (`"nll"`) when omitted. */
  readonly metric?: string;
  /** What is better; by default less for `nll`, `nrmse` and `perplexity`, more for anything else. */
  readonly mode?: "min" | "max";
  /** Epochs without an improvement after which the task adds nothing to the loss any more. */
  readonly patience: number;
}

export interface TrainTasksOptions {
  /** One set of samples, or several with tasks of their own. */
  readonly data: TaskTable | readonly TaskTable[];
  readonly epochs: number;
  readonly rng: Rng;
  /** The tasks that are trained; all that the data have when omitted. */
  readonly tasks?: readonly string[];
  readonly batchSize?: number;
  /** By default `new Adam({ learningRate: 3e-3 })`. */
  readonly optimizer?: Optimizer;
  /** By default `cosine` of @surenet/nn to zero. */
  readonly schedule?: Schedule;
  /** `"joint"`: one step a batch along the sum of the losses. `"decoupled"`: one step for each task of it. */
  readonly step?: "joint" | "decoupled";
  readonly weighting?: TaskWeighting;
  /** How batches of several sets follow each other: in turn until the longest has ended, shorter ones starting again, or all of each once, in random order. */
  readonly order?: "round-robin" | "proportional";
  /** How much of tokens is corrupted in training. */
  readonly corruptFrac?: CorruptFrac;
  readonly clip?: Clip;
  readonly validation?: TaskTable;
  /** By task; needs `validation`. */
  readonly earlyStopping?: Readonly<Record<string, TaskStoppingOptions>>;
  /** Where the training is saved behind an epoch: every one when `everyEpochs` is omitted, and the last. */
  readonly checkpoint?: { readonly store: RunStore; readonly everyEpochs?: number };
  /** Goes on from the checkpoint in the store; starts afresh when there is none. */
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
}

/** What an epoch came to for one task. */
export interface TaskReport {
  /** Mean over the labelled samples, each at the weights of its step. */
  readonly loss: number;
  readonly samples: number;
  /** The factor of its loss at the end of the epoch. */
  readonly weight: number;
  readonly validation?: Readonly<Record<string, number>>;
  /** True from the epoch on in which it stopped. */
  readonly stopped: boolean;
}

export interface TaskEpoch {
  /** 1 for the first. */
  readonly epoch: number;
  readonly step: number;
  readonly tasks: Readonly<Record<string, TaskReport>>;
  /** Since the training began, without pauses between a stop and a resume. */
  readonly seconds: number;
}
