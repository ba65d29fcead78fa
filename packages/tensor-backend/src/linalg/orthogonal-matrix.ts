import { invalidOption } from "../errors/throw.ts";
import type { Rng } from "../rng/rng.ts";

/**
 * A random matrix with orthonormal rows or columns, whichever are fewer, uniform over all such matrices (the Haar measure).
 *
 * Gaussian vectors, orthonormalised by Gram-Schmidt in float64. Each is projected twice, after which it is orthogonal to working precision
 * (Giraud, Langou & Rozložník 2005, "twice is enough"); the float32 result is orthonormal to about 1e-7.
 *
 * @returns row-major, `rows × columns`
 * @throws SurenetError `E_OPTION` for sizes that are not positive integers
 */
export function orthogonalMatrix(rows: number, columns: number, rng: Rng): Float32Array<ArrayBuffer> {
  for (const [option, value] of Object.entries({ rows, columns })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw invalidOption({ where: "orthogonalMatrix", option, got: value, expected: "a positive integer" });
    }
  }
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = Float64Array.from(rng.values.normal(length));
    for (let pass = 0; pass < 2; pass++) for (const other of vectors) subtract(vector, other, dot(vector, other));
    const norm = Math.sqrt(dot(vector, vector));
    if (norm > 1e-6) vectors.push(vector.map((value) => value / norm)); // else the draw lay in the span of the others: draw again
  }
  const out = new Float32Array(rows * columns);
  vectors.forEach((vector, k) => vector.forEach((value, t) => (out[rows <= columns ? k * columns + t : t * columns + k] = value)));
  return out;
}

/** Four sums side by side: one sum alone waits for each of its additions. */
function dot(a: Float64Array, b: Float64Array): number {
  let [p, q, r, s] = [0, 0, 0, 0];
  const whole = a.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    p += (a[i] ?? 0) * (b[i] ?? 0);
    q += (a[i + 1] ?? 0) * (b[i + 1] ?? 0);
    r += (a[i + 2] ?? 0) * (b[i + 2] ?? 0);
    s += (a[i + 3] ?? 0) * (b[i + 3] ?? 0);
  }
  for (let i = whole; i < a.length; i++) p += (a[i] ?? 0) * (b[i] ?? 0);
  return p + q + r + s;
}

function subtract(vector: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) - factor * (other[i] ?? 0);
}
