import { type Tensor, abs, cast, clipByValue, grad, grads, max, maximum, min, minimum, mul, pow, prelu, relu, relu6, sqrt, sum, tensor, tidy, where, greater } from "@tensorflow/tfjs-core"; // prettier-ignore
import { expectNoLeak } from "@surenet/testing";
import { describe, expect, it } from "vitest";
import { registerGradients } from "./register.ts";

/** The derivative of `Σ f(x)`. */
const slope = (f: (x: Tensor) => Tensor, at: number[]): number[] => tidy(() => [...grad((x: Tensor) => sum(f(x)))(tensor(at)).dataSync()]);

describe("where a derivative does not exist", () => {
  it.each<[string, (x: Tensor) => Tensor, number[], number[]]>([
    ["|x| has slope 0 at 0", abs, [-1, 0, 1], [-1, 0, 1]],
    ["relu has slope 0 at 0", relu, [-1, 0, 1], [0, 0, 1]],
    ["relu6 has slope 0 at 0 and 1 at 6", relu6, [0, 3, 6, 7], [0, 1, 1, 0]],
    ["sqrt has slope ∞ at 0", sqrt, [0, 4], [Infinity, 0.25]],
    ["clipByValue passes at its bounds", (x) => clipByValue(x, -1, 1), [-2, -1, 0, 1, 2], [0, 1, 1, 1, 0]],
    ["every tie of max receives the whole gradient", (x) => max(x), [2, 1, 2], [1, 0, 1]],
    ["every tie of min receives the whole gradient", (x) => min(x), [2, 1, 1], [0, 1, 1]],
    ["x⁰ is constant, at 0 too", (x) => pow(x, 0), [0, 2, -2], [0, 0, 0]],
    ["x² is smooth at negative numbers", (x) => pow(x, 2), [-3, 0], [-6, 0]],
    ["a cast to integers is constant", (x) => mul(cast(cast(x, "int32"), "float32"), 2), [1.5], [0]],
  ])("%s", (_, f, at, want) => {
    expect(slope(f, at)).toBeClose(want);
  });

  it("a tie of maximum and minimum belongs to the first argument", () => {
    tidy(() => {
      const [a, b] = [tensor([1, 3]), tensor([1, 2])];
      for (const [f, first, second] of [
        [maximum, [1, 1], [0, 0]],
        [minimum, [1, 0], [0, 1]],
      ] as const) {
        // prettier-ignore
        const [da, db] = grads((x: Tensor, y: Tensor) => sum(f(x, y)))([a, b]);
        expect(da as Tensor).toBeClose(first);
        expect(db as Tensor).toBeClose(second);
      }
    });
  });

  it("the exponent of a base that is not positive gets none", () => {
    tidy(() => {
      const [, dExponent] = grads((x: Tensor, y: Tensor) => sum(pow(x, y)))([tensor([0, -2, Math.E]), tensor([2, 2, 2])]);
      expect(dExponent as Tensor).toBeClose([0, 0, Math.E ** 2]);
    });
  });

  it("prelu's kink belongs to the negative side", () => {
    tidy(() => {
      const [dx, dAlpha] = grads((x: Tensor, alpha: Tensor) => sum(prelu(x, alpha)))([tensor([-2, 0, 3]), tensor([0.5])]);
      expect(dx as Tensor).toBeClose([0.5, 0.5, 1]);
      expect(dAlpha as Tensor).toBeClose([-2]);
    });
  });
});

it("where gives a branch that was not taken the gradient 0, also when the one it received is infinite", () => {
  // multiplying by a mask instead would give 0 · ∞ = NaN
  expect(slope((x) => mul(where(greater(x, 0), x, mul(x, 2)), tensor([1, Infinity])), [1, -1])).toEqual([1, Infinity]);
});

it("registering again changes nothing, and gradients leave nothing behind", async () => {
  registerGradients();
  expect(slope((x) => mul(x, x), [3])).toEqual([6]);
  await expectNoLeak(() => slope((x) => max(relu(mul(x, x))), [1, 2]));
});
