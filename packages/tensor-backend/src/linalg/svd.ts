import { SingularValueDecomposition } from "ml-matrix";
import { type HostMatrix, fromMatrix, toMatrix } from "./host-matrix.ts";

export interface Svd {
  /** `rows × k` with orthonormal columns, `k` the shorter side. */
  readonly u: HostMatrix;
  /** Falling, never negative. */
  readonly singularValues: Float64Array;
  /** `columns × k` with orthonormal columns. */
  readonly v: HostMatrix;
}

/**
 * The singular value decomposition `A = U·diag(s)·Vᵀ` in float64 on the host (Golub & Reinsch).
 *
 * @throws SurenetError `E_SHAPE`, `E_VALUE` for a matrix that is not full or not finite
 * @example svd({ rows: 2, columns: 2, data: Float64Array.of(0, 2, 1, 0) }).singularValues // [2, 1]
 */
export function svd(a: HostMatrix): Svd {
  const decomposition = new SingularValueDecomposition(toMatrix("svd", a), { autoTranspose: true });
  const { leftSingularVectors, rightSingularVectors, diagonal } = decomposition;
  return { u: fromMatrix(leftSingularVectors), singularValues: Float64Array.from(diagonal), v: fromMatrix(rightSingularVectors) };
}
