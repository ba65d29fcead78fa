import { type Tensor, tensor, tensor1d, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { gradientError, testLoss } from "@surenet/testing";
import { bceLoss } from "./bce.ts";
import { focalLoss } from "./focal.ts";
import { multiLabelMarginLoss } from "./multi-label-margin.ts";
import { polyLoss } from "./poly.ts";
import { multiLabelSoftMarginLoss, softMarginLoss } from "./soft-margin.ts";
import { sparsemax, sparsemaxLoss } from "./sparsemax.ts";

const both = (a: number[][], b: number[][]): { input: () => Tensor; target: () => Tensor } => ({
  input: () => tensor(a),
  target: () => tensor(b),
});

testLoss({ name: "bceLoss", loss: (x, y) => bceLoss(x, y), ...both([[0.25, 0.75]], [[1, 0]]), value: Math.log(4), tolerance: 1e-2 });
testLoss({
  name: "focalLoss",
  loss: (x, y) => focalLoss(x, y, { alpha: 0.25 }),
  ...both([[0, Math.log(3)]], [[1, 0]]),
  value: (0.25 * 0.25 * Math.LN2 + 0.75 * 0.5625 * Math.log(4)) / 2,
}); // p_t = 1/2 and 1/4
testLoss({
  name: "softMarginLoss",
  loss: (x, y) => softMarginLoss(x, y),
  ...both([[0, Math.log(3)]], [[-1, 1]]),
  value: (Math.LN2 + Math.log(4 / 3)) / 2,
});
testLoss({
  name: "multiLabelSoftMarginLoss",
  loss: (x, y) => multiLabelSoftMarginLoss(x, y),
  ...both([[0, Math.log(3)]], [[0, 1]]),
  value: (Math.LN2 + Math.log(4 / 3)) / 2,
});
testLoss({
  name: "multiLabelMarginLoss",
  loss: (x, y) => multiLabelMarginLoss(x, y),
  ...both([[0.1, 0.2, 0.4, 0.8]], [[1, 0, 0, 1]]),
  value: 0.85,
}); // (1.1 + 1.3 + 0.4 + 0.6) / 4
testLoss({
  name: "polyLoss",
  loss: (x, y) => polyLoss(x, y, { epsilon: 2 }),
  input: () => tensor([[0, Math.log(3)]]),
  target: () => tensor1d([1], "int32"),
  value: Math.log(4 / 3) + 0.5,
});
testLoss({ name: "sparsemaxLoss", loss: (x, y) => sparsemaxLoss(x, y), ...both([[1, 0.5, -1]], [[1, 0, 0]]), value: 0.0625 }); // τ = 1/4: ½ (1 - 1/16 + 1/4 - 1/16) + ½ - 1

it("projects scores to the nearest distribution", () => {
  tidy(() => {
    expect(sparsemax(tensor([[1, 0.5, -1], [0, 0, 0]]))).toBeClose([[0.75, 0.25, 0], [1 / 3, 1 / 3, 1 / 3]]); // prettier-ignore
    expect(gradientError((x) => sparsemax(x), [tensor([[1, 0.5, -1]])])).toBeLessThan(5e-3);
  });
});

it("stays finite at extremes", () => {
  tidy(() => {
    expect(focalLoss(tensor([1e4, -1e4]), tensor([0, 0]), { reduction: "none" })).toBeClose([1e4, 0]);
    expect(bceLoss(tensor([0, 1]), tensor([1, 1]), { reduction: "none" })).toBeClose([100, 0]);
  });
});

it("refuses what does not fit", () => {
  tidy(() => {
    expect(() => focalLoss(zeros([2]), zeros([2]), { gamma: -1 })).toThrowSurenet("E_OPTION", /gamma/);
    expect(() => polyLoss(zeros([1, 2]), tensor1d([0], "int32"), { epsilon: NaN })).toThrowSurenet("E_OPTION", /epsilon/);
  });
});
