import { execFileSync } from "node:child_process";
import {
  Elu, EluGrad, Exp, type GradConfig, Greater, MirrorPad, Sigmoid, Softmax, type Tensor, type Tensor4D, Tanh, abs, conv2d, elu, exp, getGradient, grad, grads, greater,
  logSoftmax as stockLogSoftmax, logSumExp, matMul, mirrorPad, mul, ones, registerGradient, sigmoid, slice, softmax, sub, sum, tanh, tensor, tidy, unregisterGradient, where,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { gradientError, weights } from "@surenet/testing";
import { describe, expect, it } from "vitest";
import { withGradient } from "../../test/stock.ts";
import { logSoftmax } from "../ops/log-softmax.ts";
import { runKernel } from "./run-kernel.ts";

const x = (): Tensor => tensor([0.3, -0.7, 1.2, -0.2]);

/** The error of the derivative of `d/dx Σ x·f(x)`. */
const secondOrderError = (f: (x: Tensor) => Tensor): number =>
  tidy(() =>
    gradientError(
      grad((t: Tensor) => sum(mul(t, f(t)))),
      [x()],
    ),
  );

/** A rule as TensorFlow.js 4.22 registers it: in terms of the saved output. */
const fromOutput = (kernelName: string, derivative: (dy: Tensor, y: Tensor) => Tensor, input = "x"): GradConfig => ({
  kernelName,
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({ [input]: () => derivative(dy as Tensor, y as Tensor) }),
});

describe("second derivatives that TensorFlow.js gets wrong without a word", () => {
  const exponential = fromOutput(Exp, (dy, y) => mul(dy, y));
  it.each<[string, GradConfig, (x: Tensor) => Tensor]>([
    ["tanh", fromOutput(Tanh, (dy, y) => mul(sub(1, mul(y, y)), dy)), tanh],
    ["sigmoid", fromOutput(Sigmoid, (dy, y) => mul(dy, mul(y, sub(1, y)))), sigmoid],
    ["exp", exponential, exp],
    ["elu", fromOutput(Elu, (dy, y) => runKernel(EluGrad, { dy, y }, {})), (t) => mul(t, elu(t))],
    ["softmax", fromOutput(Softmax, (dy, y) => sub(mul(dy, y), mul(sum(mul(dy, y), -1, true), y)), "logits"), (t) => softmax(t)],
    ["logSumExp", exponential, (t) => logSumExp(t)],
  ])("%s", (_, stock, f) => {
    expect(withGradient(stock, () => errorOrThrow(f))).toBeGreaterThan(0.02);
    expect(secondOrderError(f)).toBeLessThan(5e-3);
  });

  it("logSoftmax, out of the reach of a registered rule", () => {
    expect(errorOrThrow((t) => stockLogSoftmax(t))).toBeGreaterThan(0.02);
    expect(secondOrderError((t) => logSoftmax(t))).toBeLessThan(5e-3);
  });
});

it("plain Node gets no gradient from @tensorflow/tfjs-core", () => {
  const script =
    "const tf = require('@tensorflow/tfjs-core'); console.log(['Add', 'Tanh', 'BatchMatMul', 'Sum'].filter((name) => tf.getGradient(name)).length)";
  expect(execFileSync(process.execPath, ["-e", script], { cwd: import.meta.dirname, encoding: "utf8" }).trim()).toBe("0");
  for (const name of ["Add", "Tanh", "BatchMatMul", "Sum"]) expect(getGradient(name)).toBeDefined();
});

it("where(greater(x, 0), …) cannot be differentiated without a gradient for the comparison", () => {
  const f = (t: Tensor): Tensor => sum(where(greater(t, 0), mul(t, 2), mul(t, 3)));
  const ours = getGradient(Greater);
  unregisterGradient(Greater);
  expect(() => tidy(() => grad(f)(x()))).toThrow(/gradient function not found for Greater/);
  registerGradient(ours);
  tidy(() => {
    expect(grad(f)(x())).toBeClose([2, 3, 2, 3]);
  });
});

it("the gradient of mirrorPad forgets the mirrored copies", () => {
  tidy(() => {
    const f = (t: Tensor): Tensor => sum(mirrorPad(t, [[0, 2]], "reflect")); // a b c → a b c b a
    const stock: GradConfig = {
      kernelName: MirrorPad,
      inputsToSave: ["x"],
      gradFunc: (dy, [t]) => ({ x: () => slice(dy as Tensor, [0], (t as Tensor).shape) }),
    };
    expect(withGradient(stock, () => grad(f)(ones([3])))).toBeClose([1, 1, 1]);
    expect(grad(f)(ones([3]))).toBeClose([2, 2, 1]);
  });
});

it("the slope of |x| at 0 is 0, not -1", () => {
  tidy(() => {
    expect(grad((t: Tensor) => sum(abs(t)))(tensor([-2, 0, 3]))).toBeClose([-1, 0, 1]);
  });
});

it("a dilated convolution and a product of unequal ranks can be differentiated", () => {
  tidy(() => {
    const [image, filter] = [tensor(weights(25), [1, 5, 5, 1]), tensor(weights(4), [2, 2, 1, 1])];
    expect(gradientError((a, b) => conv2d(a as Tensor4D, b as Tensor4D, 1, "same", "NHWC", 2), [image, filter])).toBeLessThan(5e-3);
    const [da, db] = grads((a: Tensor, b: Tensor) => sum(matMul(a, b)))([ones([2, 3, 4]), ones([4, 5])]);
    expect(da as Tensor).toBeClose(tensor(Array(24).fill(5), [2, 3, 4])); // rows of ones(5)
    expect(db as Tensor).toBeClose(tensor(Array(20).fill(6), [4, 5])); // 2 · 3 rows of ones
  });
});

function errorOrThrow(f: (x: Tensor) => Tensor): number {
  try {
    return secondOrderError(f);
  } catch {
    return Infinity;
  }
}
