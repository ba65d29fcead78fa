const CAUCHY_SHARE = 0.1; // keeps the smooth positive part monotone and convex (Ament et al. 2023, lemma 4)

/**
 * The logarithm of a smooth positive part whose tail falls like a power, not like an exponential, so that an optimiser still sees a slope far below.
 *
 * `log τ(softplus(x/τ) + 0.1 / (1 + (x/τ)²))`
 *
 * @see Ament et al. 2023, appendix A
 */
export function logFatPlus(x: number, tau: number): number {
  const z = x / tau;
  const softplus = z > 30 ? z : Math.log1p(Math.exp(z)); // beyond 30 they agree in float64
  return Math.log(tau) + Math.log(softplus + CAUCHY_SHARE / (1 + z * z));
}

/** A smooth minimum with tails of the same kind: `−(M + τ log Σ 2 / (1 + (1 + (M − x_i)/τ)²))` of the negatives, M their maximum. */
export function fatMin(values: readonly number[], tau: number): number {
  const highest = Math.max(...values.map((value) => -value));
  return -(highest + tau * Math.log(values.reduce((sum, value) => sum + 2 / (1 + (1 + (highest + value) / tau) ** 2), 0)));
}

export function logSumExpOf(values: readonly number[]): number {
  const highest = Math.max(...values);
  return highest === -Infinity ? -Infinity : highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}
