import { expect, it } from "vitest";
import { createRng } from "../rng/rng.ts";
import { orthogonalMatrix } from "./orthogonal-matrix.ts";

it.each([
  [3, 5],
  [5, 3],
  [40, 40],
  [1, 7],
])("is orthonormal along its shorter side: %i × %i", (rows, columns) => {
  const q = orthogonalMatrix(rows, columns, createRng(1));
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const at = (k: number, t: number): number => q[rows <= columns ? k * columns + t : t * columns + k] ?? NaN;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let t = 0; t < length; t++) product += at(i, t) * at(j, t);
      expect(product).toBeClose(i === j ? 1 : 0, 3e-7);
    }
  }
});

it("differs from seed to seed and repeats for one", () => {
  expect(orthogonalMatrix(4, 4, createRng(1))).toEqual(orthogonalMatrix(4, 4, createRng(1)));
  expect(orthogonalMatrix(4, 4, createRng(1))).not.toEqual(orthogonalMatrix(4, 4, createRng(2)));
});

it("refuses sizes that are no sizes", () => {
  expect(() => orthogonalMatrix(0, 2, createRng(1))).toThrowSurenet("E_OPTION", /rows/);
});
