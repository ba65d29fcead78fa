import { type Tensor, grad, grads, square, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { gradientError } from "@surenet/testing";
import { expect, it } from "vitest";
import { logSoftmax } from "./log-softmax.ts";
import { logSumExp } from "./log-sum-exp.ts";

it("is the logarithm of the softmax, along any axis", () => {
  tidy(() => {
    // exp: 1, 3 → 1/4, 3/4
    expect(logSoftmax(tensor([0, Math.log(3)]))).toBeClose([-Math.log(4), Math.log(0.75)], 1e-6);
    expect(logSoftmax(tensor([[0, 5], [Math.log(3), 5]]), 0)).toBeClose([-Math.log(4), -Math.log(2), Math.log(0.75), -Math.log(2)], 1e-6); // prettier-ignore
  });
});

it("neither overflows nor loses what is small", () => {
  tidy(() => {
    expect(logSumExp(tensor([1000, 1000]))).toBeClose(1000 + Math.log(2), 1e-6);
    expect(logSumExp(tensor([-1000, -1000]))).toBeClose(-1000 + Math.log(2), 1e-6);
    expect(logSoftmax(tensor([0, 100]))).toBeClose([-100, 0], 1e-6);
  });
});

it("takes infinities for what they mean", () => {
  tidy(() => {
    expect(logSumExp(tensor([-Infinity, -Infinity]))).toBeClose(-Infinity);
    expect(logSumExp(tensor([Infinity, 0]))).toBeClose(Infinity);
    expect(logSumExp(tensor([-Infinity, 2]))).toBeClose(2);
  });
});

it("has right first and second derivatives", () => {
  tidy(() => {
    const x = tensor([[0.3, -0.7, 1.2], [0.1, 0.9, -1.4]]); // prettier-ignore
    const functions: ((t: Tensor) => Tensor)[] = [
      (t) => logSoftmax(t),
      (t) => logSoftmax(t, 0),
      (t) => logSumExp(t),
      (t) => logSumExp(t, { axis: 1 }),
      (t) => logSumExp(t, { axis: [0], keepDims: true }),
    ];
    for (const f of functions) {
      expect(gradientError(f, [x])).toBeLessThan(5e-3);
      expect(
        gradientError(
          grad((t) => sum(square(f(t)))),
          [x],
        ),
      ).toBeLessThan(5e-3);
    }
    const [softmax] = grads((t: Tensor) => logSumExp(t))([tensor([0, Math.log(3)])]);
    expect(softmax as Tensor).toBeClose([0.25, 0.75], 1e-6);
  });
});
