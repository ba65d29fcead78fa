import { type Tensor, add, cast, losses, matMul, mul, oneHot, pow, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { type ArrayDataset, twoMoons } from "@surenet/data";
import { createRng } from "@surenet/tensor-backend";
import { expect } from "vitest";
import { Tanh } from "../src/layers/activations/tanh.ts";
import { BatchNorm } from "../src/layers/batch-norm.ts";
import { Dropout } from "../src/layers/dropout.ts";
import { Linear } from "../src/layers/linear.ts";
import { Sequential } from "../src/layers/sequential.ts";
import { Buffer } from "../src/module/buffer.ts";
import { Module } from "../src/module/module.ts";
import { Parameter } from "../src/module/parameter.ts";
import type { Parametrisation } from "../src/module/parametrisation.ts";
import type { Epoch } from "../src/training/train-options.ts";

/** 100 points: with batches of 32 an epoch has 4 steps, the last of 4 points. */
export const moons: ArrayDataset = twoMoons(100, { rng: createRng(1), noise: 0.1 });
export const heldOut: ArrayDataset = twoMoons(60, { rng: createRng(2), noise: 0.1 });

/** Softmax cross entropy with class numbers. */
export function crossEntropy(output: Tensor, target: Tensor): Tensor {
  return tidy(() => losses.softmaxCrossEntropy(oneHot(cast(target, "int32"), output.shape[1] ?? 1), output));
}

/** A square weight divided by a running estimate of its length, which training advances: state that only a forward changes. */
class RunningNorm extends Module {
  static readonly id: string = "test.RunningNorm";
  readonly weight: Parameter;

  constructor(features: number) {
    super();
    const length = new Buffer(() => tensor(1));
    const divide: Parametrisation = {
      name: "divide",
      buffers: () => ({ length }),
      apply: (weight, { training }) => {
        if (training) length.assign(add(mul(length.variable, 0.9), mul(sum(mul(weight, weight)), 0.1)));
        return mul(weight, pow(length.variable, -0.5));
      },
    };
    this.weight = new Parameter(() => createRng(features).normal([features, features]), { parametrisations: [divide] });
  }

  forward(x: Tensor): Tensor {
    return tidy(() => matMul(x, this.weight.value));
  }
}

/** A model with every kind of state: parameters, running statistics, a stateful parametrisation, a random stream. */
export function makeModel(seed = 0): Sequential {
  const rng = createRng(seed);
  return new Sequential([
    new Linear(2, 8, { rng }),
    new BatchNorm(8),
    new RunningNorm(8),
    new Tanh(),
    new Dropout(0.1, { rng: rng.fork("dropout") }),
    new Linear(8, 2, { rng }),
  ]);
}

/** All that must repeat: everything but the time it took. */
export function withoutTiming(history: readonly Epoch[]): Omit<Epoch, "timing">[] {
  return history.map((epoch) => {
    const { timing, ...rest } = epoch;
    expect(timing.seconds).toBeGreaterThan(0);
    return rest;
  });
}

/** The numbers of a model, bit for bit. */
export function numbers(model: Module): Record<string, number[]> {
  return Object.fromEntries(Object.entries(model.stateDict()).map(([name, value]) => [name, Array.from(value.dataSync())]));
}
