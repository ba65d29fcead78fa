import { type Tensor, cast, tensor, where } from "@tensorflow/tfjs-core";
import type { Rng } from "@surenet/tensor-backend";
import type { JsonObject } from "@surenet/nn";
import { type CorruptionOptions, CorruptionProcess, drawElements } from "./corruption-process.ts";

/**
 * Replaces tokens by the mask token, each with the probability of its sample.
 *
 * @example new MaskCorruptionProcess({ maskIndex: 31 }).corrupt(tokens, { corruptFrac: 0.15, rng })
 */
export class MaskCorruptionProcess extends CorruptionProcess {
  readonly process: string = "mask";
  readonly maskIndex: number;

  constructor({ maskIndex, ...options }: CorruptionOptions & { readonly maskIndex: number }) {
    super(options);
    this.maskIndex = maskIndex;
  }

  override toJSON(): JsonObject {
    return { ...super.toJSON(), maskIndex: this.maskIndex };
  }

  protected damage(
    x: Tensor,
    options: { readonly shares: Float32Array; readonly rng: Rng; readonly allowed: Tensor | undefined },
  ): { corrupted: Tensor; isCorrupted: Tensor } {
    // prettier-ignore
    const isCorrupted = tensor(drawElements(x, options), x.shape);
    return { corrupted: where(cast(isCorrupted, "bool"), tensor(this.maskIndex, [], x.dtype), x), isCorrupted };
  }
}
