import { LuDecomposition } from "ml-matrix";
import { invalidValue, shapeMismatch } from "../errors/throw.ts";
import { type HostMatrix, assertSquare, fromMatrix, toMatrix } from "./host-matrix.ts";

/**
 * The solution `X` of `A·X = B`, in float64 on the host, by elimination with row pivots.
 *
 * @throws SurenetError `E_SHAPE` when `A` is not square or `B` has other rows, `E_VALUE` when one is not finite or `A` is singular
 * @example solve({ rows: 2, columns: 2, data: Float64Array.of(2, 0, 1, 1) }, { rows: 2, columns: 1, data: Float64Array.of(4, 5) }).data // [2, 3]
 */
export function solve(a: HostMatrix, b: HostMatrix): HostMatrix {
  assertSquare("solve", a);
  if (b.rows !== a.rows)
    throw shapeMismatch({ where: "solve", problem: "the right side does not fit", expected: `${a.rows} rows`, got: b.rows });
  const factors = new LuDecomposition(toMatrix("solve", a));
  if (factors.isSingular()) throw invalidValue({ where: "solve", problem: "the matrix is singular" });
  return fromMatrix(factors.solve(toMatrix("solve", b)));
}

/**
 * `ln det A`, in float64 on the host.
 *
 * @throws SurenetError `E_SHAPE` when `A` is not square, `E_VALUE` when it is not finite or its determinant is not positive
 * @example logdet({ rows: 2, columns: 2, data: Float64Array.of(2, 0, 0, 3) }) // ln 6 = 1.7918
 */
export function logdet(a: HostMatrix): number {
  assertSquare("logdet", a);
  const factors = new LuDecomposition(toMatrix("logdet", a));
  const diagonal = factors.upperTriangularMatrix.diagonal();
  const swaps = permutationSign(factors.pivotPermutationVector);
  const sign = diagonal.reduce((product, value) => product * Math.sign(value), swaps);
  if (!(sign > 0)) throw invalidValue({ where: "logdet", problem: "the determinant is not positive", expected: "a matrix with det A > 0" });
  return diagonal.reduce((total, value) => total + Math.log(Math.abs(value)), 0);
}

/** +1 when the permutation is a product of an even number of swaps, else −1. */
function permutationSign(permutation: readonly number[]): number {
  const rest = [...permutation];
  let sign = 1;
  for (let i = 0; i < rest.length; i++) {
    for (let j = rest[i] ?? i; j !== i; j = rest[i] ?? i) {
      rest[i] = rest[j] ?? j;
      rest[j] = j;
      sign = -sign;
    }
  }
  return sign;
}
