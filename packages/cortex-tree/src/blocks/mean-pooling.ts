import { type Tensor, cast, div, expandDims, mean, mul, softmax, sum, tidy, transpose, where } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng } from "@surenet/tensor-backend";
import { type JsonObject, Linear, Module, readConfig } from "@surenet/nn";
import { checkMask, masked } from "./mask.ts";

/**
 * The mean of the features over the positions that are no padding.
 *
 * `y[b, c] = Σ_i m[b, i] x[b, i, c] / Σ_i m[b, i]`; NaN where everything is padding (0/0).
 *
 * @param x `[batch, length, channels]`, borrowed
 * @param mask `[batch, length]`, 1 for a token and 0 for padding; all tokens when omitted
 * @returns `[batch, channels]`, owned by the caller
 * @throws SurenetError `E_SHAPE`
 * @example meanPooling(tensor([[[1], [3], [9]]]), tensor([[1, 1, 0]])) // [[2]]
 */
export function meanPooling(x: Tensor, mask?: Tensor): Tensor {
  checkMask("meanPooling", x, mask);
  if (mask === undefined) return mean(x, 1);
  return tidy(() => div(sum(masked(x, mask), 1), sum(mask, 1, true)));
}

/** {@link meanPooling} as a module. */
export class MeanPooling extends Module {
  static readonly id: string = "cortex.MeanPooling";

  static fromJSON(config: JsonObject): MeanPooling {
    readConfig("cortex.MeanPooling", config, {});
    return new MeanPooling();
  }

  forward(x: Tensor, mask?: Tensor): Tensor {
    return meanPooling(x, mask);
  }
}

/**
 * A mean with weights of its own for every channel: a softmax over the positions of a linear map of the features.
 *
 * `y[b, c] = Σ_i softmax_i(x[b, i, :] · W + v)_c x[b, i, c]`, padding left out
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new WeightedMeanPooling(64, { rng }).forward(zeros([2, 10, 64])) // [2, 64]
 */
export class WeightedMeanPooling extends Module {
  static readonly id: string = "cortex.WeightedMeanPooling";
  readonly inDim: number;
  readonly encoder: Linear;

  constructor(inDim: number, options: { readonly rng: Rng }) {
    super();
    checkOptions("WeightedMeanPooling", options, ["rng"]);
    this.inDim = inDim;
    this.encoder = new Linear(inDim, inDim, options);
  }

  static fromJSON(config: JsonObject): WeightedMeanPooling {
    return new WeightedMeanPooling(readConfig("cortex.WeightedMeanPooling", config, { inDim: "number" }).inDim, { rng: createRng(0) });
  }

  override config(): JsonObject {
    return { inDim: this.inDim };
  }

  forward(x: Tensor, mask?: Tensor): Tensor {
    checkMask("WeightedMeanPooling", x, mask);
    return tidy(() => {
      const scores = this.encoder.forward(x);
      const kept = mask === undefined ? scores : where(cast(expandDims(mask, -1), "bool"), scores, -Infinity);
      const weights = transpose(softmax(transpose(kept, [0, 2, 1])), [0, 2, 1]);
      return sum(mul(x, weights), 1);
    });
  }
}
