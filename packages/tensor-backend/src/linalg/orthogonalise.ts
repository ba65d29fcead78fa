import { type Tensor, div, tidy } from "@tensorflow/tfjs-core";
import { stopGradient } from "../ops/stop-gradient.ts";
import { assertMatrix, newtonSchulz } from "./newton-schulz.ts";
import { spectralNormUpperBound } from "./spectral-norm-upper-bound.ts";

export interface OrthogonaliseOptions {
  /** Newton-Schulz steps; a singular value `s` of the scaled matrix needs about `log(1/s) / log(1.5) + 4`. */
  readonly steps?: number;
}

/**
 * The polar factor of a matrix: the nearest one with orthonormal rows (or columns, when it is tall).
 *
 * The matrix is divided by an upper bound of its spectral norm, whose gradient does not matter because the polar factor does not change with scale;
 * then Newton-Schulz steps bring every singular value to 1. Directions whose singular value is zero stay zero.
 *
 * @param w `[m, n]` of any orientation, borrowed
 * @returns same shape; differentiable
 * @throws SurenetError `E_SHAPE` when `w` is no matrix
 * @example orthogonalise(tensor2d([[3, 0], [0, 0.5]])) // [[1, 0], [0, 1]]
 */
export function orthogonalise(w: Tensor, { steps = 20 }: OrthogonaliseOptions = {}): Tensor {
  assertMatrix("orthogonalise", w);
  return tidy(() => newtonSchulz(div(w, stopGradient(spectralNormUpperBound(w))), { steps }));
}
