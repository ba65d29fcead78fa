import { type Tensor, grad, mul, setBackend, sum, tensor, tidy, zeros, scalar } from "@tensorflow/tfjs-core";
import { defaultEngine, expectNoLeak, gradientError, readableEngines, weights } from "@surenet/testing";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { standardise } from "./standardise.ts";

describe.each(readableEngines)("standardise on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    return () => setBackend(defaultEngine);
  });

  it("and its gradient are the formula in float64, for any size, also far from 0", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 37 }), fc.constantFrom(0, 50), (m, n, offset) => {
        const x = weights(m * n).map((value) => value * 3 + offset);
        const dy = weights(2 * m * n).subarray(m * n);
        const eps = 1e-5;
        const [want, slope]: [number[], number[]] = [[], []];
        for (let i = 0; i < m; i++) {
          const [row, given] = [x, dy].map((all) => Array.from(all.subarray(i * n, (i + 1) * n))) as [number[], number[]];
          const average = (values: number[]): number => values.reduce((a, b) => a + b, 0) / n;
          const centre = average(row);
          const r = 1 / Math.sqrt(average(row.map((value) => (value - centre) ** 2)) + eps);
          const y = row.map((value) => (value - centre) * r);
          const [shift, lean] = [average(given), average(given.map((value, j) => value * (y[j] ?? NaN)))];
          want.push(...y);
          slope.push(...given.map((value, j) => r * (value - shift - (y[j] ?? NaN) * lean)));
        }
        tidy(() => {
          const a = tensor(x, [m, n]);
          expect(standardise(a, eps)).toBeClose(tensor(want, [m, n]), 2e-5);
          expect(grad((t: Tensor) => sum(mul(standardise(t, eps), tensor(dy, [m, n]))))(a)).toBeClose(tensor(slope, [m, n]), 2e-4);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("has a mean of 0 and a variance of 1", () => {
    tidy(() => {
      expect(standardise(tensor([[1, 3], [5, 5]]), 1e-12)).toBeClose([[-1, 1], [0, 0]], 1e-6); // prettier-ignore
      expect(gradientError((x) => standardise(x, 0.01), [tensor(weights(10), [2, 5])])).toBeLessThan(5e-3);
    });
  });

  it("leaves only its result behind", async () => {
    const x = tensor(weights(6), [2, 3]);
    await expectNoLeak(() => standardise(x, 1e-5).dispose());
    await expectNoLeak(() => grad((a: Tensor) => sum(standardise(a, 1e-5)))(x).dispose());
    x.dispose();
  });
});

it("takes rows of any rank but no scalar", () => {
  tidy(() => {
    expect(standardise(zeros([2, 1, 3]), 1).shape).toEqual([2, 1, 3]);
    expect(standardise(zeros([0, 3]), 1).shape).toEqual([0, 3]);
    expect(() => standardise(scalar(1), 1)).toThrowSurenet("E_SHAPE", /features/);
  });
});
