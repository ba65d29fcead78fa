import { CholeskyDecomposition } from "ml-matrix";
import { invalidValue } from "../errors/throw.ts";
import { type HostMatrix, assertSquare, fromMatrix, toMatrix } from "./host-matrix.ts";

/**
 * The lower triangular `L` with `A = L·Lᵀ`, in float64 on the host.
 *
 * @param a symmetric and positive definite
 * @throws SurenetError `E_SHAPE` when it is not square, `E_VALUE` when it is not finite, not symmetric or not positive definite
 * @example cholesky({ rows: 2, columns: 2, data: Float64Array.of(4, 2, 2, 5) }).data // [2, 0, 1, 2]
 */
export function cholesky(a: HostMatrix): HostMatrix {
  assertSquare("cholesky", a);
  const matrix = toMatrix("cholesky", a);
  if (!matrix.isSymmetric()) throw invalidValue({ where: "cholesky", problem: "the matrix is not symmetric" });
  const decomposition = new CholeskyDecomposition(matrix);
  if (!decomposition.isPositiveDefinite()) {
    throw invalidValue({ where: "cholesky", problem: "the matrix is not positive definite", fix: "Add a small multiple of the identity." });
  }
  return fromMatrix(decomposition.lowerTriangularMatrix);
}
