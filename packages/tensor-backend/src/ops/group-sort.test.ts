import { type Tensor, grad, mul, neg, setBackend, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { defaultEngine, expectNoLeak, gradientError, readableEngines, weights } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { composed, groupSort } from "./group-sort.ts";

describe.each(readableEngines)("groupSort on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    return () => setBackend(defaultEngine);
  });

  it.each([1, 2, 3, 6, 12])("sorts every group of %i like the host", (groupSize) => {
    tidy(() => {
      const x = tensor(weights(48), [4, 12]);
      const numbers = [...x.dataSync()];
      const want = Array.from({ length: 48 / groupSize }, (_, g) =>
        numbers.slice(g * groupSize, (g + 1) * groupSize).sort((a, b) => a - b),
      ).flat();
      expect(groupSort(x, groupSize)).toBeClose(tensor(want, [4, 12]), 0);
      expect(composed(x, groupSize)).toBeClose(want, 0);
    });
  });

  it("sorts groups of four, leaving each in its place", () => {
    tidy(() => {
      const x = tensor([[0.28, -2.05, 0.65, 0.58, 9, -9, 0, 1]]);
      expect(groupSort(x, 4)).toBeClose([-2.05, 0.28, 0.58, 0.65, -9, 0, 1, 9]);
    });
  });

  it.each([2, 4])("orders infinities, both zeros and NaN in groups of %i", (groupSize) => {
    tidy(() => {
      const pairs = tensor([Infinity, -Infinity, NaN, 1]);
      expect(groupSort(pairs, groupSize)).toBeClose(groupSize === 2 ? [-Infinity, Infinity, 1, NaN] : [-Infinity, 1, Infinity, NaN]);
      const back = grad((t: Tensor) => sum(mul(groupSort(t, groupSize), tensor([1, 2, 3, 4]))));
      expect(back(tensor([0, -0, -0, 0]))).toBeClose(groupSize === 2 ? [3, 0, 7, 0] : [10, 0, 0, 0]); // all zeros are equal
    });
  });

  it.each([2, 3, 6] as const)(
    "sends the gradient back along the permutation, that of equal numbers to the lowest of them (groups of %i)",
    (groupSize) => {
      tidy(() => {
        const c = tensor([1, 2, 3, 4, 5, 6]);
        const back = grad((t: Tensor) => sum(mul(groupSort(t, groupSize), c)));
        const sums = { 2: [3, 0, 7, 0, 11, 0], 3: [6, 0, 0, 15, 0, 0], 6: [21, 0, 0, 0, 0, 0] }; // 1 + 2, 3 + 4, …
        expect(back(tensor([5, 5, 5, 5, 5, 5]))).toBeClose(sums[groupSize]);
        const x = tensor([6, 5, 4, 3, 2, 1]); // every group reversed
        expect(back(x)).toBeClose({ 2: [2, 1, 4, 3, 6, 5], 3: [3, 2, 1, 6, 5, 4], 6: [6, 5, 4, 3, 2, 1] }[groupSize]);
      });
    },
  );

  it("has the same gradient where the kernel is missing", () => {
    tidy(() => {
      const x = tensor(weights(24), [2, 12]);
      const c = tensor(weights(24), [2, 12]);
      for (const size of [2, 4, 12]) {
        const [ours, other] = [groupSort, composed].map((f) => grad((t: Tensor) => sum(mul(neg(c), f(t, size))))(x));
        expect(ours as Tensor).toBeClose(other as Tensor, 1e-6);
      }
      expect(gradientError((t) => composed(t, 3), [mul(x, 5)])).toBeLessThan(5e-3);
    });
  });

  it("leaves only its result behind", async () => {
    const x = tensor(weights(8), [2, 4]);
    await expectNoLeak(() => groupSort(x, 2).dispose());
    await expectNoLeak(() => composed(x, 2).dispose());
    await expectNoLeak(() => grad((t: Tensor) => sum(groupSort(t, 4)))(x).dispose());
    x.dispose();
  });
});

it("names the divisors that it expects", () => {
  tidy(() => {
    const x = tensor(weights(12), [2, 6]);
    for (const size of [4, 0, 1.5, -2])
      expect(() => groupSort(x, size)).toThrowSurenet("E_OPTION", new RegExp(`a divisor of 6 channels, got ${size}`));
  });
});
