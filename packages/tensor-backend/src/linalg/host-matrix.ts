import { Matrix } from "ml-matrix";
import { invalidValue, shapeMismatch } from "../errors/throw.ts";

/** A matrix on the host, row by row. */
export interface HostMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array | Float32Array;
}

/**
 * The matrix in float64, for `ml-matrix`.
 *
 * @throws SurenetError `E_SHAPE` when the data do not fill it, `E_VALUE` when an element is not finite
 */
export function toMatrix(where: string, { rows, columns, data }: HostMatrix): Matrix {
  if (rows < 1 || columns < 1 || data.length !== rows * columns) {
    throw shapeMismatch({ where, problem: "the data do not fill the matrix", expected: `${rows} × ${columns} elements`, got: data.length });
  }
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw invalidValue({ where, problem: `element [${Math.floor(bad / columns)}, ${bad % columns}] is not finite`, got: data[bad] });
  }
  return Matrix.from1DArray(rows, columns, data as ArrayLike<number> as number[]);
}

export function fromMatrix(matrix: Matrix): HostMatrix {
  return { rows: matrix.rows, columns: matrix.columns, data: Float64Array.from(matrix.to1DArray()) };
}

/** @throws SurenetError `E_SHAPE` when the matrix is not square */
export function assertSquare(where: string, { rows, columns }: HostMatrix): void {
  if (rows !== columns)
    throw shapeMismatch({ where, problem: "the matrix is not square", expected: `${rows} × ${rows}`, got: `${rows} × ${columns}` });
}
