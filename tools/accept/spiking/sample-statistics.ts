/** The mean of a sample and the standard error of it. */
export function meanAndError(sample: readonly number[]): { readonly mean: number; readonly error: number } {
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
  const variance = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (sample.length - 1);
  return { mean, error: Math.sqrt(variance / sample.length) };
}

/**
 * The probability of a sample at least as far from a distribution as this one, when it is the sample's: 2 Σ (−1)^(k−1) exp(−2 k² n D²).
 *
 * @see Kolmogorov 1933; the correction of D for finite n is Stephens' (1970)
 */
export function kolmogorovSmirnov(sample: readonly number[], cumulative: (x: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const n = sorted.length;
  const distance = sorted.reduce((most, x, i) => {
    const share = cumulative(x);
    return Math.max(most, share - i / n, (i + 1) / n - share);
  }, 0);
  const scaled = distance * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  let p = 0;
  for (let k = 1; k <= 100; k++) p += 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * scaled * scaled);
  return Math.min(Math.max(p, 0), 1);
}
