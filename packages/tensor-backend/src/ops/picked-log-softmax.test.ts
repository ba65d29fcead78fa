import { type Tensor, grad, setBackend, square, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { defaultEngine, expectNoLeak, gradientError, readableEngines, weights } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { pickedLogSoftmax } from "./picked-log-softmax.ts";

const indices = (...values: number[]): Tensor => tensor(values, [values.length], "int32");

describe.each(readableEngines)("pickedLogSoftmax on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    return () => setBackend(defaultEngine);
  });

  it("is the logarithm of one probability of every row", () => {
    tidy(() => {
      // softmax(0, log 3) = (1/4, 3/4)
      const x = tensor([[0, Math.log(3)], [0, Math.log(3)]]); // prettier-ignore
      expect(pickedLogSoftmax(x, indices(1, 0))).toBeClose([Math.log(0.75), Math.log(0.25)], 1e-6);
      const slope = grad((a: Tensor) => sum(pickedLogSoftmax(a, indices(1, 0))))(x);
      expect(slope).toBeClose([[-0.25, 0.25], [0.75, -0.75]], 1e-6); // prettier-ignore
    });
  });

  it("keeps what is small beside large logits", () => {
    tidy(() => {
      expect(pickedLogSoftmax(tensor([[1000, 990], [-1000, -1000]]), indices(1, 0))).toBeClose([-10 - Math.exp(-10), -Math.log(2)], 1e-6); // prettier-ignore
    });
  });

  it("an index below 0 picks nothing, whatever stands in its row", () => {
    tidy(() => {
      const x = tensor([[1, NaN, Infinity], [1, 1, 1]]); // prettier-ignore
      expect(pickedLogSoftmax(x, indices(-1, 2))).toBeClose([0, -Math.log(3)], 1e-6);
      const slope = grad((a: Tensor) => sum(pickedLogSoftmax(a, indices(-1, 2))))(x);
      expect(slope).toBeClose([[0, 0, 0], [-1 / 3, -1 / 3, 2 / 3]], 1e-6); // prettier-ignore
    });
  });

  it("has right first and second derivatives for odd sizes", () => {
    tidy(() => {
      const x = tensor(weights(21), [3, 7]);
      const f = (a: Tensor): Tensor => pickedLogSoftmax(a, indices(6, 0, 3));
      expect(gradientError(f, [x])).toBeLessThan(5e-3);
      const slope = grad((a: Tensor) => sum(square(f(a))));
      expect(gradientError(slope, [x])).toBeLessThan(5e-3);
    });
  });

  it("leaves only its result behind", async () => {
    const [x, y] = [tensor(weights(6), [2, 3]), indices(0, 2)];
    await expectNoLeak(() => pickedLogSoftmax(x, y).dispose());
    await expectNoLeak(() => grad((a: Tensor) => sum(pickedLogSoftmax(a, y)))(x).dispose());
    x.dispose();
    y.dispose();
  });
});

it("says what does not fit", () => {
  tidy(() => {
    expect(() => pickedLogSoftmax(tensor([1, 2]), indices(0))).toThrowSurenet("E_SHAPE", /\[rows, classes\]/);
    expect(() => pickedLogSoftmax(tensor([[1, 2]]), indices(0, 1))).toThrowSurenet("E_SHAPE", /int32 \[1\].*int32 \[2\]/);
    expect(() => pickedLogSoftmax(tensor([[1, 2]]), tensor([0]))).toThrowSurenet("E_SHAPE", /got "float32 \[1\]"/);
  });
});
