import { type HostMatrix, cholesky } from "@surenet/tensor-backend";

/**
 * The inverse of a symmetric, positive definite matrix with the logarithm of its determinant, in float64: `A⁻¹ = L⁻ᵀ L⁻¹` from one Cholesky factorisation.
 *
 * @throws SurenetError `E_VALUE` for a matrix that is not positive definite
 * @example inverseOf({ rows: 1, columns: 1, data: Float64Array.of(4) }) // { inverse: [0.25], logDeterminant: log 4 }
 */
export function inverseOf(matrix: HostMatrix): { readonly inverse: HostMatrix; readonly logDeterminant: number } {
  const n = matrix.rows;
  const factor = Float64Array.from(cholesky(matrix).data);
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant += 2 * Math.log(factor[i * n + i] ?? NaN);
  const lower = invertLower(factor, n);
  return { inverse: { rows: n, columns: n, data: gramOfRows(lower, n) }, logDeterminant };
}

/** `L⁻¹` row by row: row i is `(e_i − Σ_{k<i} L_ik row_k) / L_ii`, so that the inner loop runs along rows. */
function invertLower(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const pivot = factor[row + i] ?? NaN;
    for (let k = 0; k < i; k++) {
      const scale = factor[row + k] ?? NaN;
      if (scale === 0) continue;
      const other = k * n;
      for (let j = 0; j <= k; j++) inverse[row + j] = (inverse[row + j] ?? NaN) - scale * (inverse[other + j] ?? NaN);
    }
    for (let j = 0; j < i; j++) inverse[row + j] = (inverse[row + j] ?? NaN) / pivot;
    inverse[row + i] = 1 / pivot;
  }
  return inverse;
}

/** `MᵀM` of a lower triangular M, exactly symmetric. */
function gramOfRows(m: Float64Array, n: number): Float64Array {
  const gram = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const row = k * n;
    for (let i = 0; i <= k; i++) {
      const scale = m[row + i] ?? NaN;
      const into = i * n;
      for (let j = i; j <= k; j++) gram[into + j] = (gram[into + j] ?? NaN) + scale * (m[row + j] ?? NaN);
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) gram[i * n + j] = gram[j * n + i] ?? NaN;
  return gram;
}
