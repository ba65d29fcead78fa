import { gamma, U64, up } from "../arithmetic/rounding.ts";
import type { Matrix } from "./matrix.ts";

/** `G = R Rᵀ` computed in float64, with a proved bound of its distance from the exact Gram matrix. */
export interface Gram {
  readonly size: number;
  /** Row-major, symmetric. */
  readonly data: Float64Array;
  /** `‖computed - exact‖₂ <= error`. */
  readonly error: number;
}

/**
 * The smaller Gram matrix of `W`: its largest eigenvalue is `σ_max(W)²`.
 *
 * float32 × float32 is exact in float64, so only the sums round: `‖Ĝ - G‖₂ <= γ_len ‖|R||R|ᵀ‖₂ <= γ_len ‖R‖_F²`.
 */
export function gram({ rows, columns, data: w }: Matrix): Gram {
  const size = Math.min(rows, columns);
  const [length, step, skip] = rows < columns ? [columns, columns, 1] : [rows, 1, columns]; // the t-th entries of two vectors lie `step` apart
  const data = new Float64Array(size * size);
  for (let t = 0; t < length; t++) {
    for (let i = 0, at = t * skip; i < size; i++) {
      const value = w[at + i * step] as number;
      if (value !== 0)
        for (let j = 0, to = i * size; j <= i; j++) data[to + j] = (data[to + j] as number) + value * (w[at + j * step] as number);
    }
  }
  let trace = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) data[j * size + i] = data[i * size + j] as number;
    trace += data[i * size + i] as number;
  }
  return { size, data, error: up(gamma(length, U64) * up(trace)) };
}
