import type { Optimizer as TfOptimizer } from "@tensorflow/tfjs-core";
import type { Dataset } from "@surenet/data";
import type { Rng } from "@surenet/tensor-backend";
import type { Clip } from "../optim/clip.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { RunStore } from "../storage/run-store.ts";
import type { EarlyStoppingOptions } from "./early-stopping.ts";
import type { Loss } from "./loss.ts";
import type { Metrics } from "./metric.ts";

export interface TrainOptions {
  readonly data: Dataset;
  readonly loss: Loss;
  readonly epochs: number;
  /** By default `new Adam({ learningRate: 1e-2 })`. Any `tf.Optimizer` works too, without manifolds and checkpoints. */
  readonly optimizer?: Optimizer | TfOptimizer;
  readonly batchSize?: number;
  /** Orders the data: epoch `e` uses `rng.fork("epoch-e")`, whatever was drawn before. Without it the data keep their order. */
  readonly rng?: Rng;
  /** By default `cosine` to zero. */
  readonly schedule?: Schedule;
  readonly validation?: Dataset;
  readonly metrics?: Metrics;
  readonly clip?: Clip;
  readonly earlyStopping?: EarlyStoppingOptions;
  readonly checkpoint?: CheckpointOptions;
  /** Continues from the checkpoint in the store; starts afresh when there is none. */
  readonly resume?: boolean;
  /** Aborting finishes the step, writes a checkpoint when there is a store, and throws `signal.reason`. */
  readonly signal?: AbortSignal;
  /** Called at most every 50 ms. */
  readonly onProgress?: (progress: TrainProgress) => void;
}

export interface CheckpointOptions {
  readonly store: RunStore;
  /** Also in the middle of an epoch, every so many steps of the whole training. */
  readonly everySteps?: number;
  /** By default 1. The last epoch always writes one. */
  readonly everyEpochs?: number;
}

export interface TrainProgress {
  /** 1 for the first. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done, of all. */
  readonly step: number;
  readonly steps: number;
  /** Mean of the epoch so far. */
  readonly loss: number;
  readonly etaSeconds: number;
}

/** What an epoch came to; plain JSON. All but `timing` repeats exactly with equal seeds on one engine. */
export interface Epoch {
  /** 1 for the first. */
  readonly epoch: number;
  /** Steps done since the training began. */
  readonly step: number;
  /** Mean over the samples, each at the weights of its step. */
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** `loss` and the metrics at the end of the epoch, in evaluation mode. */
  readonly validation?: Readonly<Record<string, number>>;
  /** What the schedule multiplied the learning rates by, in the last step. */
  readonly learningRateScale: number;
  readonly timing: { readonly seconds: number; readonly msPerStep: number };
}

export interface TrainResult {
  /** All epochs, those before a resume included. */
  readonly history: readonly Epoch[];
  readonly stopped: "finished" | "early";
  /** With early stopping: the epoch whose weights the model has now, unless `restoreBest` is false. */
  readonly bestEpoch?: number;
}
