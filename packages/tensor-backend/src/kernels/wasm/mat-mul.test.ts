import { type Tensor, engine, matMul, reshape, setBackend, tensor, tidy } from "@tensorflow/tfjs-core";
import { defaultEngine, expectNoLeak, readableEngines, weights } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";

const values = (...shape: number[]): Tensor => tensor(weights(size(shape)), shape);
const size = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** `op(A)·op(B)` in float64, with batches broadcast. */
function product(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): number[] {
  const [x, y] = [a.dataSync(), b.dataSync()];
  const [m, k] = sides(a, transposeA);
  const [, n] = sides(b, transposeB);
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const rank = Math.max(batchA.length, batchB.length);
  const padded = [batchA, batchB].map((batch) => [...Array<number>(rank - batch.length).fill(1), ...batch]) as [number[], number[]];
  const batch = padded[0].map((side, i) => Math.max(side, padded[1][i] ?? 1));
  const at = (shape: readonly number[], index: readonly number[]): number =>
    shape.reduce((offset, side, i) => offset * side + ((index[i] ?? 0) % side), 0);
  const out: number[] = [];
  for (let flat = 0; flat < size(batch); flat++) {
    const index = batch.map((side, i) => Math.floor(flat / size(batch.slice(i + 1))) % side);
    const [p, q] = [at(padded[0], index) * m * k, at(padded[1], index) * k * n];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let t = 0; t < k; t++)
          sum += (x[p + (transposeA ? t * m + i : i * k + t)] ?? NaN) * (y[q + (transposeB ? j * k + t : t * n + j)] ?? NaN);
        out.push(sum);
      }
    }
  }
  return out;
}

function sides({ shape }: Tensor, transposed: boolean): [number, number] {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

const swap = (shape: readonly number[], transposed: boolean): number[] =>
  transposed ? [...shape.slice(0, -2), ...shape.slice(-2).toReversed()] : [...shape];

describe.each(readableEngines)("matMul on %s", (name) => {
  beforeAll(async () => {
    await setBackend(name);
    return () => setBackend(defaultEngine);
  });

  // below and above the size from which transposing pays
  it.each<[number[], number[]]>([
    [
      [3, 4],
      [4, 5],
    ],
    [
      [33, 40],
      [40, 29],
    ],
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [3, 33, 40],
      [3, 40, 29],
    ],
    [
      [2, 33, 40],
      [40, 29],
    ],
    [
      [33, 40],
      [2, 40, 29],
    ],
    [
      [2, 1, 3, 4],
      [3, 4, 2],
    ],
    [
      [2, 1, 30, 31],
      [3, 31, 32],
    ],
    [
      [1, 3, 4],
      [2, 4, 5],
    ],
  ])("multiplies %j by %j with every transpose", (left, right) => {
    // prettier-ignore
    tidy(() => {
      for (const [transposeA, transposeB] of [[false, false], [true, false], [false, true], [true, true]] as const) { // prettier-ignore
        const [a, b] = [values(...swap(left, transposeA)), values(...swap(right, transposeB))];
        expect(matMul(a, b, transposeA, transposeB)).toBeClose(product(a, b, transposeA, transposeB), 1e-5);
      }
    });
  });

  it("gives back all it borrows", async () => {
    const [a, b] = [values(3, 40, 33), values(2, 1, 29, 40)];
    await expectNoLeak(() => matMul(a, b, true, true).dispose());
    const before = engine().backend.numDataIds();
    matMul(a, b, true, true).dispose();
    expect(engine().backend.numDataIds()).toBe(before);
    for (const tensor of [a, b]) tensor.dispose();
  });

  it("multiplies one tensor's data in several shapes", () => {
    tidy(() => {
      const b = values(12, 40);
      for (const shape of [
        [12, 40],
        [40, 12],
        [30, 16],
        [12, 40],
      ] as const) {
        // prettier-ignore
        const right = reshape(b, [...shape]);
        for (const rows of [2, 64])
          expect(matMul(values(rows, shape[0]), right)).toBeClose(product(values(rows, shape[0]), right, false, false), 1e-5);
      }
    });
  });

  it("names both shapes when they do not fit", () => {
    tidy(() => {
      expect(() => matMul(values(2, 3), values(2, 3))).toThrow(/\[2,3\] and \[2,3\] do not fit/);
      expect(() => matMul(values(2, 3), values(2, 3), true, true)).toThrow(/\[2,3\]ᵀ and \[2,3\]ᵀ do not fit/);
    });
  });
});
