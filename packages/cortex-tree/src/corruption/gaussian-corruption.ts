import { type Tensor, add, cast, mul, ones, sqrt, sub, tensor, where } from "@tensorflow/tfjs-core";
import { type Rng, invalidOption } from "@surenet/tensor-backend";
import type { JsonObject } from "@surenet/nn";
import { type CorruptionOptions, CorruptionProcess, perSample } from "./corruption-process.ts";

/**
 * Mixes numbers with Gaussian noise: `(1 − f) x + f √v ε`. All of a sample is damaged alike, and counts as corrupted where f > 0 and corruption is allowed.
 *
 * @example new GaussianCorruptionProcess({ noiseVariance: 10 }).corrupt(embeddings, { corruptFrac: 0.3, rng })
 */
export class GaussianCorruptionProcess extends CorruptionProcess {
  readonly process: string = "gaussian";
  readonly noiseVariance: number;

  constructor({ noiseVariance = 10, ...options }: CorruptionOptions & { readonly noiseVariance?: number } = {}) {
    super(options);
    if (!(noiseVariance > 0))
      throw invalidOption({
        where: "GaussianCorruptionProcess",
        option: "noiseVariance",
        got: noiseVariance,
        expected: "a positive number",
      });
    this.noiseVariance = noiseVariance;
  }

  override toJSON(): JsonObject {
    return { ...super.toJSON(), noiseVariance: this.noiseVariance };
  }

  protected damage(
    x: Tensor,
    { shares, rng, allowed }: { readonly shares: Float32Array; readonly rng: Rng; readonly allowed: Tensor | undefined },
  ): { corrupted: Tensor; isCorrupted: Tensor } {
    // prettier-ignore
    const share = perSample(tensor(shares), x.rank);
    const noise = mul(rng.normal(x.shape), sqrt(this.noiseVariance));
    const mixed = add(mul(sub(1, share), x), mul(share, noise));
    const everywhere = mul(ones(x.shape), tensor(shares.map((value) => (value > 0 ? 1 : 0)), perSample(tensor(shares), x.rank).shape)); // prettier-ignore
    const isCorrupted = allowed === undefined ? everywhere : mul(everywhere, perSample(allowed, x.rank));
    return { corrupted: where(cast(isCorrupted, "bool"), mixed, x), isCorrupted };
  }
}
