import { type Tensor, add, div, matMul, mul, sqrt, square, sub, sum, tidy, transpose } from "@tensorflow/tfjs-core";
import { MUON_RATE_LIMIT, muonDirection } from "./muon-direction.ts";

export interface StiefelStepOptions {
  /** Mean angle, in radians, by which a row (or column) turns; see `radius`. */
  readonly learningRate: number;
  /** Largest Frobenius length of a step. */
  readonly radius?: number;
  /** What is projected onto the tangent space: the momentum, or the momentum with its singular values made equal, which takes six products more. */
  readonly direction?: "momentum" | "muon";
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
 * With `direction: "muon"` the momentum is replaced by `muonDirection` O, projected after it is made: `W = X - min(lr, 0.1) (O - sym(O Xᵀ) X)`. It lowers the
 * training loss, and the results on unseen data little.
 *
 * @param x `[rows, columns]`, with orthonormal rows or columns, whichever are fewer; borrowed
 * @param momentum the same shape, borrowed
 * @returns the new point, owned by the caller
 */
export function stiefelStep(x: Tensor, momentum: Tensor, options: StiefelStepOptions): Tensor {
  const { learningRate, radius = 0.2, kappa = 1e-3, direction = "momentum" } = options;
  const [rows = 1, columns = 1] = x.shape;
  const isWide = rows <= columns;
  return tidy(() => {
    if (direction === "muon") {
      const step = mul(tangentPart(x, muonDirection(momentum), isWide), Math.min(learningRate, MUON_RATE_LIMIT));
      return newtonSchulzStep(sub(x, step), isWide);
    }
    const tangent = tangentPart(x, momentum, isWide);
    const length = sqrt(add(add(sum(square(tangent)), mul(sum(square(momentum)), kappa ** 2)), 1e-30)); // 1e-30: a zero gradient moves nothing
    const rho = Math.min(learningRate * Math.sqrt(Math.min(rows, columns)), radius);
    return newtonSchulzStep(sub(x, mul(tangent, div(rho, length))), isWide);
  });
}

/** `M - sym(M Xᵀ) X` */
function tangentPart(x: Tensor, momentum: Tensor, isWide: boolean): Tensor {
  const product = isWide ? matMul(momentum, x, false, true) : matMul(x, momentum, true, false);
  const s = mul(add(product, transpose(product)), 0.5);
  return sub(momentum, isWide ? matMul(s, x) : matMul(x, s));
}

function newtonSchulzStep(w: Tensor, isWide: boolean): Tensor {
  const cubed = isWide ? matMul(matMul(w, w, false, true), w) : matMul(w, matMul(w, w, true, false));
  return sub(mul(w, 1.5), mul(cubed, 0.5));
}
