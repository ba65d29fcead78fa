import { type Tensor, add, mean, mul, ones, reshape, rsqrt, square, sub, tidy, zeros } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { Buffer } from "../module/buffer.ts";
import { type JsonObject, readConfig } from "../module/json.ts";
import { Module } from "../module/module.ts";
import { Parameter } from "../module/parameter.ts";
import { nonNegative } from "../optim/rule-options.ts";
import type { TorchLayout } from "../storage/torch/torch-layout.ts";
import { positiveInteger } from "./positive-integer.ts";

export interface BatchNormOptions {
  /** The share of a batch's statistics in the running ones. */
  readonly momentum?: number;
  readonly eps?: number;
}

/**
 * Normalises every feature (the last axis) to mean 0 and variance 1 over all other axes, then scales and shifts it.
 *
 * `y = (x − μ) / √(σ² + ε) · weight + bias`. In training μ and the biased σ² are the batch's, and `running ← (1 − m) running + m batch`
 * takes in the unbiased variance, as in torch; in evaluation they are the running ones.
 *
 * @throws SurenetError `E_SHAPE` for other features, or for training on a single value per feature
 * @see Ioffe & Szegedy 2015, algorithm 1
 * @example new BatchNorm(16).forward(zeros([8, 28, 28, 16])) // the same shape
 */
export class BatchNorm extends Module {
  static readonly id: string = "nn.BatchNorm";
  readonly features: number;
  readonly momentum: number;
  readonly eps: number;
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly runningMean: Buffer;
  readonly runningVariance: Buffer;

  constructor(features: number, options: BatchNormOptions = {}) {
    super();
    checkOptions("BatchNorm", options, ["momentum", "eps"]);
    const { momentum = 0.1, eps = 1e-5 } = options;
    if (!(momentum >= 0 && momentum <= 1))
      throw invalidOption({ where: "BatchNorm", option: "momentum", got: momentum, expected: "a share in [0, 1]" });
    this.features = positiveInteger("BatchNorm", "features", features);
    this.momentum = momentum;
    this.eps = nonNegative("BatchNorm", "eps", eps);
    this.weight = new Parameter(() => ones([features]));
    this.bias = new Parameter(() => zeros([features]));
    this.runningMean = new Buffer(() => zeros([features]));
    this.runningVariance = new Buffer(() => ones([features]));
  }

  static fromJSON(config: JsonObject): BatchNorm {
    const { features, ...options } = readConfig("nn.BatchNorm", config, { features: "number", momentum: "number", eps: "number" });
    return new BatchNorm(features, options);
  }

  override config(): JsonObject {
    return { features: this.features, momentum: this.momentum, eps: this.eps };
  }

  override torchLayout(): TorchLayout {
    return { runningMean: { name: "running_mean" }, runningVariance: { name: "running_var" } };
  }

  forward(x: Tensor): Tensor {
    if (x.rank < 2 || x.shape.at(-1) !== this.features) {
      throw shapeMismatch({ where: "BatchNorm.forward", expected: `[batch, .., ${this.features}]`, got: x.shape });
    }
    return tidy(() => {
      const { mean: centre, variance } = this.training ? this.#batchStatistics(x) : this.#runningStatistics();
      const scale = mul(rsqrt(add(variance, this.eps)), this.weight.value);
      return add(mul(sub(x, centre), scale), this.bias.value);
    });
  }

  #runningStatistics(): { mean: Tensor; variance: Tensor } {
    return { mean: this.runningMean.variable, variance: this.runningVariance.variable };
  }

  #batchStatistics(x: Tensor): { mean: Tensor; variance: Tensor } {
    const rows = reshape(x, [-1, this.features]);
    const [count = 0] = rows.shape;
    if (count < 2)
      throw shapeMismatch({
        where: "BatchNorm.forward in training",
        expected: "more than one value per feature",
        got: x.shape,
        fix: "Choose a batch size that leaves no last batch of one sample.",
      });
    const centre = mean(rows, 0);
    const variance = mean(square(sub(rows, centre)), 0);
    const mix = (running: Buffer, batch: Tensor): void =>
      running.assign(add(mul(running.variable, 1 - this.momentum), mul(batch, this.momentum)));
    mix(this.runningMean, centre);
    mix(this.runningVariance, mul(variance, count / (count - 1)));
    return { mean: centre, variance };
  }
}
