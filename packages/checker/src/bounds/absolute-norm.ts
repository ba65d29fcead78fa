import { sqrtUp, up } from "../arithmetic/rounding.ts";

const SWEEPS = 3; // measured: a fourth gains less than 1%

/**
 * A proved upper bound of `‖A‖₂` for a matrix without negative entries: `√(max_i (A Aᵀ v)_i / v_i)` for any `v > 0`, here v after three sweeps.
 *
 * @param rows of A
 * @param apply `x -> A x`
 * @param transpose `y -> Aᵀ y`
 * @see Collatz 1942; Horn & Johnson 2013, corollary 8.1.31
 */
export function absoluteNorm(rows: number, apply: (x: Float64Array) => Float64Array, transpose: (y: Float64Array) => Float64Array): number {
  let v = new Float64Array(rows).fill(1);
  let bound = Infinity;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const image = apply(transpose(v));
    const largest = image.reduce((most, value) => Math.max(most, value), 0);
    const ratio = image.reduce((most, value, i) => Math.max(most, value / (v[i] as number)), 0); // NaN stays NaN
    if (!(ratio < Infinity)) return Infinity;
    bound = Math.min(bound, ratio);
    if (largest === 0) break;
    v = Float64Array.from(image, (value) => value / largest + 1e-6); // any positive vector is right; zero rows must not become zero
  }
  return up(sqrtUp(up(bound)));
}
