import { type Tensor, clone, mul, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "../module/json.ts";
import { Module } from "../module/module.ts";
import { requiredRng } from "./required-rng.ts";

/**
 * Sets a random share of the elements to zero and scales the rest, so that the mean stays.
 *
 * `y = x · Bernoulli(1 − rate) / (1 − rate)`
 *
 * @param rate the share that is dropped, in [0, 1)
 * @returns same shape, owned by the caller
 * @see Srivastava et al. 2014, in its inverted form
 * @example dropout(ones([4]), { rate: 0.5, rng }) // some of them 0, the others 2
 */
export function dropout(x: Tensor, { rate, rng }: { readonly rate: number; readonly rng: Rng }): Tensor {
  if (rate === 0) return clone(x);
  return tidy(() => mul(mul(x, rng.bernoulli(x.shape, { p: 1 - rate })), 1 / (1 - rate)));
}

/**
 * {@link dropout} in training, the identity in evaluation. The stream belongs to the layer's state: checkpoints hold it, model files do not.
 *
 * @example new Dropout(0.5, { rng: rng.fork("dropout") })
 */
export class Dropout extends Module {
  static readonly id: string = "nn.Dropout";
  readonly rate: number;
  readonly rng: Rng;

  constructor(rate: number, options: { readonly rng: Rng }) {
    super();
    checkOptions("Dropout", options, ["rng"]);
    if (!(rate >= 0 && rate < 1)) throw invalidOption({ where: "Dropout", option: "rate", got: rate, expected: "a share in [0, 1)" });
    this.rate = rate;
    this.rng = requiredRng("Dropout", options.rng);
  }

  static fromJSON(config: JsonObject): Dropout {
    return new Dropout(readConfig("nn.Dropout", config, { rate: "number" }).rate, { rng: createRng(0) });
  }

  override config(): JsonObject {
    return { rate: this.rate };
  }

  forward(x: Tensor): Tensor {
    return this.training ? dropout(x, this) : clone(x);
  }
}
