import { type Tensor, clone } from "@tensorflow/tfjs-core";
import { stopGradient } from "@surenet/tensor-backend";
import { Buffer, type Parametrisation } from "@surenet/nn";
import { type BjorckOptions, bjorckNormalization } from "../normalisers/bjorck-normalization.ts";

/**
 * `bjorckNormalization` as deel-torchlip chains it: in training it normalises and remembers the result; in evaluation it gives back what it remembers, whatever its
 * input is, so the weight is the one of the last training forward. Its gradient is the reference's too. For parity; `bjorckNorm` registers a step without these rules.
 */
export class BjorckNorm implements Parametrisation {
  readonly name: string = "bjorck";
  readonly #last: Buffer;
  readonly #options: BjorckOptions;
  /** Steps that the last training forward took. */
  iterations = 0;

  constructor(initial: Tensor, options: BjorckOptions = {}) {
    this.#options = { gradient: "torchlip", ...options };
    this.#last = new Buffer(initial);
  }

  apply(weight: Tensor, { training }: { readonly training: boolean }): Tensor {
    if (!training) return clone(this.#last.variable);
    const result = bjorckNormalization(weight, this.#options);
    this.iterations = result.iterations;
    this.#last.assign(stopGradient(result.weight));
    return result.weight;
  }

  buffers(): Readonly<Record<string, Buffer>> {
    return { w: this.#last };
  }
}
