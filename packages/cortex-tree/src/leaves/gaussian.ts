import { type Tensor, add, div, expm1, log, maximum, mean, mul, neg, softplus, split, sqrt, square, stack, sub, tidy, unstack } from "@tensorflow/tfjs-core"; // prettier-ignore

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
const KL_VARIANCE_FLOOR = 1e-4; // a variance in the mean of a Kullback-Leibler divergence counts as at least this much

/**
 * A Gaussian for each output, from two numbers each: its natural parameters.
 *
 * `η₁ = a`, `η₂ = −softplus(b)` (with slope ½: `2 log(1 + e^(b/2))`), `σ² = max(−1/(2 η₂), floor)`, `μ = η₁ σ²`
 *
 * @param x `[.., 2 · out]`: all a, then all b; borrowed
 * @returns `loc` and `scale` `[.., out]`, and `canonParam` `[2, .., out]`; owned by the caller
 */
export function naturalGaussian(x: Tensor, varianceFloor: number): { loc: Tensor; scale: Tensor; canonParam: Tensor } {
  const [eta1, raw] = split(x, 2, -1) as [Tensor, Tensor];
  const eta2 = neg(mul(softplus(mul(raw, 0.5)), 2));
  const variance = maximum(div(-0.5, eta2), varianceFloor);
  return { loc: mul(eta1, variance), scale: sqrt(variance), canonParam: stack([eta1, eta2]) };
}

/** The cumulant (log partition) function of a Gaussian in natural parameters `[2, ..]`: `A = −η₁² / (4 η₂) − ½ log(−2 η₂)`. */
export function diagGaussianCumulant(canonParam: Tensor): Tensor {
  return tidy(() => {
    const [eta1, eta2] = unstack(canonParam) as [Tensor, Tensor];
    return sub(div(square(eta1), mul(eta2, -4)), mul(log(mul(eta2, -2)), 0.5));
  });
}

/** The mean over all elements of `−(η₁ y + η₂ y² − A(η)) + ½ log 2π`. */
export function diagNaturalGaussianNll(canonParam: Tensor, targets: Tensor): Tensor {
  return tidy(() => {
    const [eta1, eta2] = unstack(canonParam) as [Tensor, Tensor];
    const fit = add(mul(eta1, targets), mul(eta2, square(targets)));
    return add(mean(sub(diagGaussianCumulant(canonParam), fit)), HALF_LOG_TWO_PI);
  });
}

/** `KL(P ‖ Q) = ⟨η_P − η_Q, E_P[(y, y²)]⟩ − A(η_P) + A(η_Q)`, element by element. */
export function diagNaturalGaussianKlDivergence(p: Tensor, q: Tensor): Tensor {
  return tidy(() => {
    const [p1, p2] = unstack(p) as [Tensor, Tensor];
    const [q1, q2] = unstack(q) as [Tensor, Tensor];
    const variance = div(-0.5, p2);
    const centre = mul(p1, maximum(variance, KL_VARIANCE_FLOOR));
    const moments = add(mul(sub(p1, q1), centre), mul(sub(p2, q2), add(square(centre), variance)));
    return add(sub(moments, diagGaussianCumulant(p)), diagGaussianCumulant(q));
  });
}

/** The mean over all elements of `½((y − μ)/σ)² + log σ + ½ log 2π`. */
export function diagGaussianNll(loc: Tensor, scale: Tensor, targets: Tensor): Tensor {
  return tidy(() => mean(add(add(mul(square(div(sub(targets, loc), scale)), 0.5), log(scale)), HALF_LOG_TWO_PI)));
}

/** The inverse of softplus: `x + log(1 − e^−x)`, for x > 0. */
export function invSoftplus(x: Tensor): Tensor {
  return tidy(() => add(x, log(neg(expm1(neg(x))))));
}
