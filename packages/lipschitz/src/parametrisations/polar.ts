import { type Tensor, reshape } from "@tensorflow/tfjs-core";
import { orthogonalise } from "@surenet/tensor-backend";
import type { Parametrisation } from "@surenet/nn";

/**
 * The nearest matrix with orthonormal rows or columns, as a step of a chain: scaled by a bound that reads high, then Newton-Schulz, differentiated exactly, in training and in
 * evaluation alike.
 *
 * Its singular values are at most 1 whatever the weight is; those below `1.5^-steps` of the largest stay below 1.
 */
export class Polar implements Parametrisation {
  readonly name: string = "bjorck";
  readonly #steps: number;

  constructor(steps: number) {
    this.#steps = steps;
  }

  apply(weight: Tensor): Tensor {
    return reshape(orthogonalise(reshape(weight, [-1, weight.shape.at(-1) ?? 1]), { steps: this.#steps }), weight.shape);
  }
}
