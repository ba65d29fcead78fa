import { type Tensor, add, div, exp, log, matMul, mul, tidy } from "@tensorflow/tfjs-core";
import { invalidOption } from "../errors/throw.ts";
import { frobeniusNorm } from "./matrix-norms.ts";
import { assertMatrix } from "./newton-schulz.ts";

export interface SpectralNormUpperBoundOptions {
  /** Squarings of the Gram matrix. After `t` of them the bound exceeds the norm by a factor of at most `rank^(1 / 2^(t+1))`. */
  readonly steps?: number;
}

/**
 * An upper bound of the largest singular value, by Gram iteration.
 *
 * `G₀ = W`, `G_(t+1) = G_tᵀ·G_t`; then `σ₁(W) = σ₁(G_t)^(1/2^t) <= ‖G_t‖_F^(1/2^t)`, and the right side falls to the left one at a double exponential
 * rate. Each `G_t` is divided by its norm and the logarithm of the divisor carried along, so nothing overflows.
 *
 * A bound in exact arithmetic: in float32 it may fall short by rounding, about 1e-6 relative. A certificate needs float64 or directed rounding.
 *
 * @param w `[m, n]`, borrowed
 * @returns a scalar; differentiable, save at the zero matrix
 * @see Delattre, Barthélemy, Araujo & Allauzen, "Efficient bound of Lipschitz constant for convolutional layers by Gram iteration", ICML 2023
 * @example spectralNormUpperBound(tensor2d([[3, 0], [0, 4]])) // 4.0000; the Frobenius norm is 5
 */
export function spectralNormUpperBound(w: Tensor, { steps = 6 }: SpectralNormUpperBoundOptions = {}): Tensor {
  assertMatrix("spectralNormUpperBound", w);
  if (!Number.isInteger(steps) || steps < 0 || steps > 20) {
    throw invalidOption({ where: "spectralNormUpperBound", option: "steps", got: steps, expected: "an integer from 0 to 20" });
  }
  return tidy(() => {
    const [m = 0, n = 0] = w.shape;
    let gram = w;
    let carried = log(frobeniusNorm(gram)); // log ‖G_t‖ with all divisors multiplied back
    for (let t = 0; t < steps; t++) {
      const scaled = div(gram, frobeniusNorm(gram));
      gram = t === 0 && m < n ? matMul(scaled, scaled, false, true) : matMul(scaled, scaled, true, false);
      carried = add(mul(2, carried), log(frobeniusNorm(gram)));
    }
    return exp(div(carried, 2 ** steps));
  });
}
