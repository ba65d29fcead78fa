import { gamma, normUp, U64, up } from "../arithmetic/rounding.ts";
import type { Gram } from "./gram.ts";

/** A matrix that was computed, in rows, with a proved bound of its distance from the exact one. */
export interface InexactMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
  /** `‖computed - exact‖₂ <= distance`. */
  readonly distance: number;
}

/**
 * The smaller Gram matrix of a matrix that is known up to a distance δ: `‖Ĝ - RRᵀ‖₂ <= γ_{len+1} ‖R̂‖_F² + 2δ‖R̂‖_F + δ²`.
 *
 * One rounding more a product than in `gram`, whose entries are float32.
 */
export function inexactGram(matrix: InexactMatrix): Gram {
  const { rows: size, columns: length, data: r } = matrix.rows <= matrix.columns ? matrix : transposed(matrix);
  const data = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let t = 0, a = i * length, b = j * length; t < length; t++) sum += (r[a + t] as number) * (r[b + t] as number);
      data[i * size + j] = data[j * size + i] = sum;
    }
  }
  const frobenius = normUp(r);
  const { distance } = matrix;
  return { size, data, error: up(gamma(length + 1, U64) * frobenius ** 2 + 2 * distance * frobenius + distance ** 2) };
}

function transposed({ rows, columns, data, distance }: InexactMatrix): InexactMatrix {
  const out = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j] as number;
  return { rows: columns, columns: rows, data: out, distance };
}
