import { type Tensor, div, reshape } from "@tensorflow/tfjs-core";
import { spectralNormUpperBound } from "@surenet/tensor-backend";
import type { Parametrisation } from "@surenet/nn";

/**
 * Divides a kernel by an upper bound of its spectral norm, as a step of a chain: `W / ‖W‖₂` from below, where a power iteration comes from above.
 *
 * @see Delattre et al. 2023, Gram iteration
 */
export class GramNorm implements Parametrisation {
  readonly name: string = "spectral";
  readonly #steps: number;

  constructor(steps: number) {
    this.#steps = steps;
  }

  apply(weight: Tensor): Tensor {
    const bound = spectralNormUpperBound(reshape(weight, [-1, weight.shape.at(-1) ?? 1]), { steps: this.#steps });
    return div(weight, bound);
  }
}
