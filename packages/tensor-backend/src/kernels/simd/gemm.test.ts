import fc from "fast-check";
import { weights } from "@surenet/testing";
import { describe, expect, it } from "vitest";
import { type TestModule, testModules } from "../../../test/kernel-modules.ts";

const side = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(31, 48, 64, 65, 121, 130));
const shapes = fc.record({ m: side, n: side, k: fc.oneof(side, fc.constantFrom(255, 256, 257, 300)), gap: fc.integer({ min: 0, max: 3 }) });

describe.each(await testModules())("gemm of $name", (module) => {
  const scratch = (): number => module.room(module.kernels.gemmScratch() / 4);

  it("is a product in float64 to a few rounding errors, for any transpose, stride and size", () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), fc.boolean(), fc.boolean(), ({ m, n, k, gap }, transposeA, transposeB, add) => {
        const [rowsOfA, columnsOfA] = transposeA ? [1, m + gap] : [k + gap, 1];
        const [rowsOfB, columnsOfB] = transposeB ? [1, k + gap] : [n + gap, 1];
        const a = Float32Array.from(weights((Math.max(m, k) + gap) * Math.max(m, k) + 1));
        const b = Float32Array.from(weights((Math.max(n, k) + gap) * Math.max(n, k) + 1)).toReversed();
        const before = Float32Array.from(weights(m * (n + gap)));
        const at = module.place(before);
        module.kernels.gemm(
          m,
          n,
          k,
          module.place(a),
          rowsOfA,
          columnsOfA,
          module.place(b),
          rowsOfB,
          columnsOfB,
          at,
          n + gap,
          add,
          scratch(),
        );
        const got = module.read(at, before.length);
        module.clear();
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n + gap; j++) {
            const old = before[i * (n + gap) + j] ?? NaN;
            let [want, size] = add ? [old, Math.abs(old)] : [0, 0];
            for (let t = 0; t < k; t++) {
              const term = (a[i * rowsOfA + t * columnsOfA] ?? NaN) * (b[t * rowsOfB + j * columnsOfB] ?? NaN);
              want += term;
              size += Math.abs(term);
            }
            if (j >= n) [want, size] = [old, 0]; // the gap between the rows stays
            // 256 roundings of a partial sum by up to 2^-25 of it, which on average is half the size: 3.8e-6 if all went one way
            if (!(Math.abs((got[i * (n + gap) + j] ?? NaN) - want) <= 3.8e-6 * size + 1e-12)) return false;
          }
        }
        return true;
      }),
      { numRuns: 150 },
    );
  });

  it("gives equal bits for equal inputs", () => {
    const run = (): Float32Array => {
      const [a, b, c] = [module.place(weights(70 * 300)), module.place(weights(300 * 90)), module.room(70 * 90)];
      module.kernels.gemm(70, 90, 300, a, 300, 1, b, 90, 1, c, 90, false, scratch());
      const result = module.read(c, 70 * 90);
      module.clear();
      return result;
    };
    expect(run()).toEqual(run());
  });
});

describe.each(await testModules())("products with a vector of $name", (module) => {
  const check = (
    k: number,
    other: number,
    run: (kernels: TestModule["kernels"], matrix: number, x: number, y: number) => void,
    at: (i: number, t: number) => number,
  ): void => {
    const [matrix, x] = [Float32Array.from(weights(k * other)), Float32Array.from(weights(k))];
    const y = module.room(other);
    run(module.kernels, module.place(matrix), module.place(x), y);
    const got = module.read(y, other);
    module.clear();
    got.forEach((value, i) => {
      let [want, size] = [0, 0];
      x.forEach((factor, t) => {
        want += factor * (matrix[at(i, t)] ?? NaN);
        size += Math.abs(factor * (matrix[at(i, t)] ?? NaN));
      });
      expect(Math.abs(value - want)).toBeLessThanOrEqual(3.8e-6 * size);
    });
  };

  it.each([0, 1, 2, 3, 4, 5, 7, 8, 33, 257])("of length %d", (k) => {
    for (const other of [1, 2, 3, 4, 5, 9, 40]) {
      check(k, other, (kernels, matrix, x, y) => kernels.matrixTimesVector(other, k, matrix, k, x, y), (i, t) => i * k + t); // prettier-ignore
      check(k, other, (kernels, matrix, x, y) => kernels.vectorTimesMatrix(k, other, x, matrix, other, y), (i, t) => t * other + i); // prettier-ignore
    }
  });
});
