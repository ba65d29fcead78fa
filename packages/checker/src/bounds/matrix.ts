/** A row-major matrix of float32 weights; their pairwise products are exact in float64. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}
