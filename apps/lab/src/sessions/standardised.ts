/** Numbers in deviations from their mean: `(v − mean) / √(Σ (v − mean)² / n)`; all 0 where they are all the same. */
export function standardised(values: ArrayLike<number>): Float32Array {
  const all = Float64Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const deviation = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
  return Float32Array.from(all, (value) => (value - mean) / (deviation || 1));
}
