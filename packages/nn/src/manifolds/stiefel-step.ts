import { type Tensor, add, div, matMul, mul, sqrt, square, sub, sum, tidy, transpose } from "@tensorflow/tfjs-core";

export interface StiefelStepOptions {
  /** Mean angle, in radians, by which a row (or column) turns; see `radius`. */
  readonly learningRate: number;
  /** Largest Frobenius length of a step. */
  readonly radius?: number;
  /** Share of the momentum's length below which its tangent part is taken for rounding noise. */
  readonly kappa?: number;
}

/**
 * One descent step on the Stiefel manifold along a momentum, and back onto it: four matrix products, no data-dependent branch.
 *
 * For `X: [m, n]` with `m <= n` and orthonormal rows (the transposed formulas for tall matrices with orthonormal columns):
 *
 *     S = sym(M Xᵀ)                      T = M - S X                    tangent: T Xᵀ + X Tᵀ = 0
 *     ρ = min(lr·√m, radius)             W = X - ρ T / √(‖T‖² + κ²‖M‖²)
 *     X ← 1.5 W - 0.5 W Wᵀ W                                            one Newton-Schulz step
 *
 * Because T is tangent, `W Wᵀ = I + DDᵀ` with `‖D‖ <= radius`, so σ(W) lies in [1, √(1 + radius²)]; `f(σ) = 1.5σ - 0.5σ³` has its maximum over
 * [0, 2] exactly at σ = 1, so the result never exceeds 1, whatever the gradient was, save for rounding (about 1e-6 in float32).
 * With radius 0.2 one step from orthonormal rows stays above 1 - 5.9e-4, and any number of steps stays above 1 - 1e-3.
 *
 * @param x `[rows, columns]`, with orthonormal rows or columns, whichever are fewer; borrowed
 * @param momentum the same shape, borrowed
 * @returns the new point, owned by the caller
 */
export function stiefelStep(x: Tensor, momentum: Tensor, { learningRate, radius = 0.2, kappa = 1e-3 }: StiefelStepOptions): Tensor {
  const [rows = 1, columns = 1] = x.shape;
  const isWide = rows <= columns;
  return tidy(() => {
    const product = isWide ? matMul(momentum, x, false, true) : matMul(x, momentum, true, false);
    const s = mul(add(product, transpose(product)), 0.5);
    const tangent = sub(momentum, isWide ? matMul(s, x) : matMul(x, s));
    const length = sqrt(add(add(sum(square(tangent)), mul(sum(square(momentum)), kappa ** 2)), 1e-30)); // 1e-30: a zero gradient moves nothing
    const rho = Math.min(learningRate * Math.sqrt(Math.min(rows, columns)), radius);
    return newtonSchulzStep(sub(x, mul(tangent, div(rho, length))), isWide);
  });
}

function newtonSchulzStep(w: Tensor, isWide: boolean): Tensor {
  const cubed = isWide ? matMul(matMul(w, w, false, true), w) : matMul(w, matMul(w, w, true, false));
  return sub(mul(w, 1.5), mul(cubed, 0.5));
}
