import { expect, it } from "vitest";
import { createRng } from "../rng/rng.ts";
import { cholesky } from "./cholesky.ts";
import type { HostMatrix } from "./host-matrix.ts";
import { logdet, solve } from "./solve.ts";
import { svd } from "./svd.ts";

const matrix = (rows: number, columns: number, data: readonly number[]): HostMatrix => ({ rows, columns, data: Float64Array.from(data) });
const gaussian = (rows: number, columns: number): HostMatrix => ({ rows, columns, data: createRng(5).values.normal(rows * columns) });

function times(a: HostMatrix, b: HostMatrix, transposeB = false): number[] {
  const [n, at] = transposeB
    ? [b.rows, (k: number, j: number) => b.data[j * b.columns + k]]
    : [b.columns, (k: number, j: number) => b.data[k * b.columns + j]];
  return Array.from({ length: a.rows * n }, (_, index) => {
    const [i, j] = [Math.floor(index / n), index % n];
    let sum = 0;
    for (let k = 0; k < a.columns; k++) sum += (a.data[i * a.columns + k] ?? 0) * (at(k, j) ?? 0);
    return sum;
  });
}

it.each([
  [7, 4],
  [4, 7],
  [5, 5],
])("svd multiplies back to the %i × %i matrix", (rows, columns) => {
  // prettier-ignore
  const a = gaussian(rows, columns);
  const { u, singularValues, v } = svd(a);
  const scaled = { ...u, data: u.data.map((value, i) => value * (singularValues[i % u.columns] ?? 0)) as Float64Array };
  expect(times(scaled, v, true)).toBeClose(a.data, 1e-12);
  expect([...singularValues]).toEqual([...singularValues].sort((a, b) => b - a));
});

it("svd of a permutation with scales", () => {
  expect([...svd(matrix(2, 2, [0, 2, 1, 0])).singularValues]).toBeClose([2, 1], 1e-14);
});

it("cholesky multiplies back, and is lower triangular", () => {
  expect([...cholesky(matrix(2, 2, [4, 2, 2, 5])).data]).toBeClose([2, 0, 1, 2], 1e-14); // 2·2, 2·1, 1·1 + 2·2
});

it("solve finds X of A·X = B", () => {
  const [a, b] = [gaussian(6, 6), matrix(6, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])];
  expect(times(a, solve(a, b))).toBeClose(b.data, 1e-10);
});

it("logdet is the logarithm of the determinant, through row swaps too", () => {
  expect(logdet(matrix(2, 2, [2, 0, 0, 3]))).toBeClose(Math.log(6), 1e-14);
  expect(logdet(matrix(3, 3, [0, 0, 2, 3, 0, 0, 0, 4, 0]))).toBeClose(Math.log(24), 1e-14); // an even permutation: det = 2·3·4
});

it("says what is wrong with a matrix", () => {
  expect(() => svd(matrix(2, 2, [1, NaN, 0, 1]))).toThrowSurenet("E_VALUE", /element \[0, 1\] is not finite/);
  expect(() => svd(matrix(2, 2, [1, 2, 3]))).toThrowSurenet("E_SHAPE", /2 × 2 elements, got 3/);
  expect(() => cholesky(matrix(1, 2, [1, 2]))).toThrowSurenet("E_SHAPE", /not square/);
  expect(() => cholesky(matrix(2, 2, [1, 2, 2, 1]))).toThrowSurenet("E_VALUE", /not positive definite/);
  expect(() => cholesky(matrix(2, 2, [1, 2, 0, 1]))).toThrowSurenet("E_VALUE", /not symmetric/);
  expect(() => solve(matrix(2, 2, [1, 2, 2, 4]), matrix(2, 1, [1, 1]))).toThrowSurenet("E_VALUE", /singular/);
  expect(() => solve(matrix(2, 2, [1, 0, 0, 1]), matrix(3, 1, [1, 1, 1]))).toThrowSurenet("E_SHAPE", /2 rows, got 3/);
  expect(() => logdet(matrix(2, 2, [0, 1, 1, 0]))).toThrowSurenet("E_VALUE", /not positive/);
});
