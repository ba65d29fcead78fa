import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { type Rng, invalidOption } from "@surenet/tensor-backend";
import { Module } from "@surenet/nn";
import { PoolingSelfAttention } from "../blocks/attention.ts";
import { MeanPooling, WeightedMeanPooling } from "../blocks/mean-pooling.ts";
import { ScaleNorm } from "../blocks/scale-norm.ts";

export type PoolingType = "mean" | "weighted_mean" | "attention";

/** A module from `[batch, length, dim]` and a mask to `[batch, dim]`. */
export interface Pooling extends Module {
  forward(x: Tensor, mask?: Tensor): Tensor;
}

/** Normalisation, and then one query that looks at all tokens. */
class AttentionPooling extends Module {
  readonly norm: ScaleNorm;
  readonly attention: PoolingSelfAttention;

  constructor(dim: number, numHeads: number, rng: Rng) {
    super();
    this.norm = new ScaleNorm(dim);
    this.attention = new PoolingSelfAttention(dim, { numHeads, rng });
  }

  forward(x: Tensor, mask?: Tensor): Tensor {
    return tidy(() => this.attention.forward(this.norm.forward(x), mask));
  }
}

/** @throws SurenetError `E_OPTION` for an unknown pooling */
export function makePooling(
  where: string,
  type: PoolingType,
  { dim, numHeads, rng }: { readonly dim: number; readonly numHeads: number; readonly rng: Rng },
): Pooling {
  // prettier-ignore
  switch (type) {
    case "mean":
      return new MeanPooling();
    case "weighted_mean":
      return new WeightedMeanPooling(dim, { rng });
    case "attention":
      return new AttentionPooling(dim, numHeads, rng);
    default:
      throw invalidOption({ where, option: "poolingType", got: type, expected: '"mean", "weighted_mean" or "attention"' });
  }
}
