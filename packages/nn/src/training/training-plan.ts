import { Rng, checkOptions, invalidOption, unsupported } from "@surenet/tensor-backend";
import { positiveInteger } from "../layers/positive-integer.ts";
import type { JsonObject } from "../module/json.ts";
import type { Module } from "../module/module.ts";
import { Adam } from "../optim/adam.ts";
import { Optimizer } from "../optim/optimizer.ts";
import { type Stepper, tfStepper } from "../optim/tf-optimizer.ts";
import { cosine } from "../schedules/cosine.ts";
import { type EarlyStopping, earlyStoppingRule } from "./early-stopping.ts";
import { fingerprint } from "./fingerprint.ts";
import { type LossFunction, lossFunction } from "./loss.ts";
import type { CheckpointOptions, TrainOptions } from "./train-options.ts";

const OPTIONS = [
  "data", "loss", "epochs", "optimizer", "batchSize", "rng", "schedule", "validation", "metrics",
  "clip", "earlyStopping", "checkpoint", "resume", "signal", "onProgress",
]; // prettier-ignore

/** The options of a training, checked and with their defaults; nothing has happened yet. */
export interface TrainingPlan extends Required<Pick<TrainOptions, "data" | "epochs" | "batchSize" | "schedule" | "metrics">> {
  readonly model: Module;
  readonly loss: LossFunction;
  readonly stepper: Stepper;
  /** The optimiser whose state can be saved; undefined for one of tf's. */
  readonly optimizer: Optimizer | undefined;
  /** The optimiser ends with the training. */
  readonly ownsOptimizer: boolean;
  readonly stepsPerEpoch: number;
  readonly earlyStopping: EarlyStopping | undefined;
  readonly checkpoint: (Required<Omit<CheckpointOptions, "everySteps">> & { readonly everySteps: number }) | undefined;
  readonly fingerprint: JsonObject;
  readonly options: TrainOptions;
}

/**
 * Checks everything that can be checked before the first step.
 *
 * @throws SurenetError `E_OPTION`, `E_UNSUPPORTED`
 */
export function planTraining(model: Module, options: TrainOptions): TrainingPlan {
  const where = "train";
  checkOptions(where, options, OPTIONS);
  const { data, batchSize = 256, metrics = {}, schedule = cosine(), rng } = options;
  if (rng !== undefined && !(rng instanceof Rng)) {
    throw invalidOption({ where, option: "rng", got: rng, expected: "a stream such as createRng(0)" });
  }
  const epochs = positiveInteger(where, "epochs", options.epochs);
  const stepsPerEpoch = Math.ceil(data.size / positiveInteger(where, "batchSize", batchSize));
  const loss = lossFunction(where, options.loss);
  const earlyStopping = options.earlyStopping && earlyStoppingRule(options.earlyStopping, ["loss", ...Object.keys(metrics)]);
  const checkpoint = checkpointPlan(options);
  const given = options.optimizer ?? new Adam({ learningRate: 1e-2 });
  const optimizer = given instanceof Optimizer ? given.attach(model) : undefined;
  const stepper = given instanceof Optimizer ? given : tfStepper(given, model);
  if (optimizer === undefined && checkpoint !== undefined) {
    throw unsupported({
      where,
      problem: "the state of a tf.Optimizer cannot be saved, so there is no exact resume",
      fix: "Use an optimiser of @surenet/nn, or leave out checkpoint.",
    });
  }
  return {
    model, data, epochs, batchSize, schedule, metrics, loss, stepper, optimizer, stepsPerEpoch, earlyStopping, checkpoint, options,
    ownsOptimizer: options.optimizer === undefined,
    fingerprint: fingerprint({ epochs, batchSize, earlyStopping, options }),
  }; // prettier-ignore
}

function checkpointPlan({ checkpoint, resume = false }: TrainOptions): TrainingPlan["checkpoint"] {
  if (checkpoint === undefined) {
    if (resume) throw invalidOption({ where: "train", option: "resume", got: true, expected: "a checkpoint store to resume from" });
    return undefined;
  }
  const where = "train, checkpoint";
  checkOptions(where, checkpoint, ["store", "everySteps", "everyEpochs"]);
  const { store, everySteps, everyEpochs = 1 } = checkpoint;
  return {
    store,
    everySteps: everySteps === undefined ? Infinity : positiveInteger(where, "everySteps", everySteps),
    everyEpochs: positiveInteger(where, "everyEpochs", everyEpochs),
  };
}
