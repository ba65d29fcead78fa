import { gamma, U64, up } from "../arithmetic/rounding.ts";
import { type Matrix, wide } from "./matrix.ts";

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
export function gram(matrix: Matrix): Gram {
  const { rows: size, columns: length, data: r } = wide(matrix);
  const data = new Float64Array(size * size);
  let trace = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let t = 0, a = i * length, b = j * length; t < length; t++) sum += (r[a + t] as number) * (r[b + t] as number);
      data[i * size + j] = data[j * size + i] = sum;
    }
    trace += data[i * size + i] ?? NaN;
  }
  return { size, data, error: up(gamma(length, U64) * up(trace)) };
}
