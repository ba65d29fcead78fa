import { grad, ones, sum, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { lipschitzConstant, type Op } from "@surenet/checker";
import { expect, it } from "vitest";
import { testLayer } from "@surenet/testing";
import { LPPool2d } from "./lp-pool2d.ts";
import { ScaledAdaptativeL2NormPool2d, ScaledAdaptiveAvgPool2d } from "./scaled-adaptive-pool2d.ts";
import { ScaledAvgPool2d } from "./scaled-avg-pool2d.ts";
import { ScaledL2NormPool2d } from "./scaled-l2-norm-pool2d.ts";

testLayer({
  name: "ScaledAvgPool2d",
  make: () => new ScaledAvgPool2d([2, 3], { kCoefLip: 2 }),
  input: [2, 4, 7, 2],
  output: [2, 2, 2, 2],
  lipschitz: 2,
  refuses: [
    ["overlapping windows", () => new ScaledAvgPool2d(2, { stride: 1 }), "E_OPTION"],
    ["padding", () => new ScaledAvgPool2d(2, { padding: [1, 0] }), "E_OPTION"],
    ["an image smaller than a window", () => tidy(() => new ScaledAvgPool2d(3).forward(zeros([1, 2, 2, 1]))), "E_SHAPE"],
  ],
});
testLayer({ name: "ScaledAvgPool2d with cut windows", make: () => new ScaledAvgPool2d(3, { ceilMode: true }), input: [2, 4, 7, 2], output: [2, 2, 3, 2], lipschitz: 1 }); // prettier-ignore
testLayer({ name: "ScaledL2NormPool2d", make: () => new ScaledL2NormPool2d(2, { ceilMode: true, kCoefLip: 0.5 }), input: [2, 4, 5, 2], output: [2, 2, 3, 2], lipschitz: 0.5 }); // prettier-ignore
testLayer({ name: "LPPool2d", make: () => new LPPool2d(2), input: [2, 4, 4, 2], output: [2, 2, 2, 2], lipschitz: 1 });
testLayer({ name: "ScaledAdaptiveAvgPool2d to one pixel", make: () => new ScaledAdaptiveAvgPool2d(1, { kCoefLip: 3 }), input: [2, 3, 4, 2], output: [2, 1, 1, 2], lipschitz: 3 }); // prettier-ignore
testLayer({ name: "ScaledAdaptiveAvgPool2d, overlapping", make: () => new ScaledAdaptiveAvgPool2d([2, 3]), input: [2, 5, 4, 2], output: [2, 2, 3, 2], lipschitz: 1 }); // prettier-ignore
testLayer({
  name: "ScaledAdaptativeL2NormPool2d",
  make: () => new ScaledAdaptativeL2NormPool2d({ kCoefLip: 2 }),
  input: [2, 3, 4, 2],
  output: [2, 1, 1, 2],
  lipschitz: 2,
  refuses: [["another size", () => new ScaledAdaptativeL2NormPool2d({ outputSize: [2, 2] as unknown as [1, 1] }), "E_OPTION"]],
});

it("keeps the length of a constant image: the average's factor is exact", async () => {
  // 4 by 6 pixels of 1 have length √24; 2 by 3 windows of 4 pixels give 2 each: 2·√6 = √24
  tidy(() => void expect(new ScaledAvgPool2d(2).forward(ones([1, 4, 6, 1]))).toBeClose([2, 2, 2, 2, 2, 2]));
  const { ops } = await new ScaledAvgPool2d(2).lower([4, 6, 1]);
  expect(lipschitzConstant(ops[0] as Op)).toBeClose(1, 1e-8);
});

it("scales a cut window by its own pixels, where the reference exceeds its bound by 3", async () => {
  // 4 by 4 pixels in windows of 3: the last is one pixel. The reference averages it (the pixel itself) and multiplies by 3
  const layer = new ScaledAvgPool2d(3, { ceilMode: true });
  tidy(() => void expect(layer.forward(ones([1, 4, 4, 1]))).toBeClose([3, Math.sqrt(3), Math.sqrt(3), 1]));
  const { ops } = await layer.lower([4, 4, 1]);
  expect(lipschitzConstant(ops[0] as Op)).toBeClose(1, 1e-8);
});

it("pools to any size with a bound of one: quarters of an image that divides, and shared rows where it does not", async () => {
  tidy(() => void expect(new ScaledAdaptiveAvgPool2d(2).forward(ones([1, 4, 4, 1]))).toBeClose([2, 2, 2, 2]));
  for (const size of [1, 2, 3, 4, 5] as const) {
    const { ops, shape } = await new ScaledAdaptiveAvgPool2d(size).lower([5, 5, 2]);
    expect(shape).toEqual([size, size, 2]);
    expect(lipschitzConstant(ops[0] as Op)).toBeClose(1, 1e-8);
  }
});

it("sends no gradient into a window of zeros, and unit length into the others", () => {
  tidy(() => {
    const pool = new ScaledL2NormPool2d(2);
    const x = tensor([3, 0, 0, 0, 4, 0, 0, 0], [1, 2, 4, 1]); // left window (3, 0, 4, 0), right zeros
    expect(pool.forward(x)).toBeClose([5, 0]);
    expect(grad((t) => sum(pool.forward(t)))(x)).toBeClose([0.6, 0, 0, 0, 0.8, 0, 0, 0]);
  });
});
