import { type Tensor, div, maximum, sqrt, square, sum } from "@tensorflow/tfjs-core";
import type { Parametrisation } from "@surenet/nn";

const SMALLEST_NORMAL = 2 ** -126; // of float32; engines may take what is smaller for zero

/**
 * Divides a kernel by its Frobenius norm, or each output's weights by theirs.
 *
 * `w / ‖w‖_F`, or `w_{·c} / ‖w_{·c}‖₂` with `disjointNeurons`: then every output alone is 1-Lipschitz. A zero norm leaves zeros (the reference gives NaN).
 *
 * @param weight `[..., out]`
 */
export function frobeniusNormalise(weight: Tensor, { disjointNeurons = true }: { disjointNeurons?: boolean } = {}): Tensor {
  const axes = weight.shape.map((_, i) => i).slice(0, disjointNeurons ? -1 : undefined);
  return div(weight, sqrt(maximum(sum(square(weight), axes, true), SMALLEST_NORMAL))); // only a zero norm is affected
}

/** {@link frobeniusNormalise} as a step of a chain. */
export class FrobeniusNorm implements Parametrisation {
  readonly name: string = "frobenius";
  readonly #disjointNeurons: boolean;

  constructor({ disjointNeurons = true }: { readonly disjointNeurons?: boolean } = {}) {
    this.#disjointNeurons = disjointNeurons;
  }

  apply(weight: Tensor): Tensor {
    return frobeniusNormalise(weight, { disjointNeurons: this.#disjointNeurons });
  }
}
