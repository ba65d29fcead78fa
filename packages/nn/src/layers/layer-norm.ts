import { type Tensor, add, mul, ones, tidy, zeros } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch, standardise } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "../module/json.ts";
import { Module } from "../module/module.ts";
import { Parameter } from "../module/parameter.ts";
import { nonNegative } from "../optim/rule-options.ts";
import { positiveInteger } from "./positive-integer.ts";

export interface LayerNormOptions {
  /** Keeps the division away from zero. */
  readonly eps?: number;
}

/**
 * Normalises the last axis of each sample to mean 0 and variance 1, then scales and shifts it.
 *
 * `y = (x − μ) / √(σ² + ε) · weight + bias`, with the biased variance over the last axis
 *
 * @param x `[..., features]`, borrowed
 * @see Ba, Kiros & Hinton 2016, eq. 3
 * @example layerNorm(tensor([[1, 3]]), ones([2]), zeros([2]), { eps: 0 }) // [[-1, 1]]
 */
export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor, { eps = 1e-5 }: LayerNormOptions = {}): Tensor {
  const [features = 0] = weight.shape;
  if (x.shape.at(-1) !== features) throw shapeMismatch({ where: "layerNorm", expected: `[.., ${features}]`, got: x.shape });
  return tidy(() => add(mul(standardise(x, eps), weight), bias));
}

/** {@link layerNorm} as a module; starts with weight 1 and bias 0. */
export class LayerNorm extends Module {
  static readonly id: string = "nn.LayerNorm";
  readonly features: number;
  readonly eps: number;
  readonly weight: Parameter;
  readonly bias: Parameter;

  constructor(features: number, options: LayerNormOptions = {}) {
    super();
    checkOptions("LayerNorm", options, ["eps"]);
    this.features = positiveInteger("LayerNorm", "features", features);
    this.eps = nonNegative("LayerNorm", "eps", options.eps ?? 1e-5);
    this.weight = new Parameter(() => ones([features]));
    this.bias = new Parameter(() => zeros([features]));
  }

  static fromJSON(config: JsonObject): LayerNorm {
    const { features, eps } = readConfig("nn.LayerNorm", config, { features: "number", eps: "number" });
    return new LayerNorm(features, { eps });
  }

  override config(): JsonObject {
    return { features: this.features, eps: this.eps };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => layerNorm(x, this.weight.value, this.bias.value, this));
  }
}
