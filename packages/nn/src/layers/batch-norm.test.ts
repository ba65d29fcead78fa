import { ones, tensor, tidy } from "@tensorflow/tfjs-core";
import { testLayer } from "@surenet/testing";
import { expect, it } from "vitest";
import { BatchNorm } from "./batch-norm.ts";

testLayer({
  name: "BatchNorm",
  make: () => new BatchNorm(3),
  input: [4, 3],
  refuses: [
    ["other features", () => tidy(() => new BatchNorm(3).forward(ones([2, 4]))), "E_SHAPE"],
    ["training on one value", () => tidy(() => new BatchNorm(3).forward(ones([1, 3]))), "E_SHAPE"],
    ["a momentum above 1", () => new BatchNorm(3, { momentum: 2 }), "E_OPTION"],
  ],
});
testLayer({ name: "BatchNorm of images", make: () => new BatchNorm(2), input: [2, 3, 3, 2] });

it("normalises by the biased variance and remembers the unbiased one, as torch does", () => {
  const layer = new BatchNorm(1, { eps: 0 });
  tidy(() => {
    // 1, 2, 6: mean 3, biased variance (4 + 1 + 9)/3 = 14/3, unbiased 7
    const x = tensor([[1], [2], [6]]);
    const scale = Math.sqrt(3 / 14);
    expect(layer.forward(x)).toBeClose([-2 * scale, -scale, 3 * scale]);
    expect(layer.runningMean.variable).toBeClose([0.3]); // 0.9 · 0 + 0.1 · 3
    expect(layer.runningVariance.variable).toBeClose([1.6]); // 0.9 · 1 + 0.1 · 7
    expect(layer.eval().forward(tensor([[1.9]]))).toBeClose([1.6 / Math.sqrt(1.6)]);
    expect(layer.runningMean.variable).toBeClose([0.3]);
  });
  layer.dispose();
});

it("saves its running statistics", () => {
  const layer = new BatchNorm(2);
  expect(Object.keys(layer.stateDict())).toEqual(["weight", "bias", "runningMean", "runningVariance"]);
  layer.dispose();
});
