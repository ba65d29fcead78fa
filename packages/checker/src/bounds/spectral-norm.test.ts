import { describe, expect, it } from "vitest";
import { gram } from "./gram.ts";
import type { Matrix } from "./matrix.ts";
import { proveLargestEigenvalue } from "./largest-eigenvalue.ts";
import { proveSpectralNorm } from "./spectral-norm.ts";

const matrix = (rows: number, columns: number, value: (i: number, j: number) => number): Matrix => ({
  rows,
  columns,
  data: Float32Array.from({ length: rows * columns }, (_, k) => value(Math.floor(k / columns), k % columns)),
});

describe("matrices whose largest singular value is known", () => {
  const cases: [string, Matrix, number][] = [
    ["diagonal (3, 4)", matrix(2, 2, (i, j) => (i === j ? 3 + i : 0)), 4],
    ["identity, tall", matrix(7, 3, (i, j) => Number(i === j)), 1],
    // a Sylvester-Hadamard matrix of order 16: H Hᵀ = 16 I, so every singular value is 4
    ["Hadamard 16", matrix(16, 16, (i, j) => (popcount(i & j) % 2 === 0 ? 1 : -1)), 4],
    // u vᵀ with |u|² = 1 + 4 + 9 = 14 and |v|² = 1 + 1/4 = 5/4: sqrt(17.5)
    ["rank one", matrix(3, 2, (i, j) => (i + 1) * (j === 0 ? 1 : 0.5)), Math.sqrt(17.5)],
    // all ones m × n: sqrt(m·n)
    ["ones 5 × 8", matrix(5, 8, () => 1), Math.sqrt(40)],
    // the second difference matrix of order n has eigenvalues 2 - 2cos(kπ/(n + 1))
    ["tridiagonal 40", matrix(40, 40, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)), 2 - 2 * Math.cos((40 * Math.PI) / 41)],
  ];
  it.each(cases)("%s: bounded from above, within 1e-8", (_, m, sigma) => {
    const { bound } = proveSpectralNorm(m);
    expect(bound).toBeGreaterThanOrEqual(sigma * (1 - 1e-15));
    expect(bound).toBeLessThan(sigma * (1 + 1e-8));
  });
});

it("rejects a claim that is 1e-9 too small and accepts one that is 1e-9 too large", () => {
  const g = gram(matrix(16, 16, (i, j) => (popcount(i & j) % 2 === 0 ? 1 : -1)));
  expect(proveLargestEigenvalue(g, 16 * (1 - 1e-9))).toBe(Infinity);
  expect(proveLargestEigenvalue(g, 16 * (1 + 1e-9))).toBeLessThan(16 * (1 + 2e-9));
  expect(proveLargestEigenvalue(g, NaN)).toBe(Infinity);
});

it("promises nothing about weights that are not finite", () => {
  expect(proveSpectralNorm(matrix(2, 2, () => NaN)).bound).toBe(Infinity);
  expect(proveSpectralNorm(matrix(2, 2, () => Infinity)).bound).toBe(Infinity);
});

it("bounds zero by almost nothing", () => {
  expect(proveSpectralNorm(matrix(3, 3, () => 0)).bound).toBeLessThan(1e-130);
});

function popcount(n: number): number {
  return n.toString(2).replaceAll("0", "").length;
}
