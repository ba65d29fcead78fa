/** A row-major matrix of float32 weights; their pairwise products are exact in float64. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** The same matrix with at most as many rows as columns: itself or its transpose, which has the same singular values. */
export function wide({ rows, columns, data }: Matrix): { rows: number; columns: number; data: Float64Array } {
  if (rows <= columns) return { rows, columns, data: Float64Array.from(data) };
  const out = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j] ?? NaN;
  return { rows: columns, columns: rows, data: out };
}
