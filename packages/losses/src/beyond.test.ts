import { type Tensor, ones, tensor, tensor1d, tidy, zeros } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { gradientError, testLoss } from "@surenet/testing";
import { bceLoss } from "./classification/bce.ts";
import { focalLoss } from "./classification/focal.ts";
import { multiLabelMarginLoss } from "./classification/multi-label-margin.ts";
import { polyLoss } from "./classification/poly.ts";
import { multiLabelSoftMarginLoss, softMarginLoss } from "./classification/soft-margin.ts";
import { sparsemax, sparsemaxLoss } from "./classification/sparsemax.ts";
import { boxIouLoss } from "./detection/box-iou.ts";
import { diceLoss } from "./detection/dice.ts";
import { gaussianNllLoss } from "./probability/gaussian-nll.ts";
import { klDivLoss } from "./probability/kl-div.ts";
import { poissonNllLoss } from "./probability/poisson-nll.ts";
import { quantileLoss } from "./regression/quantile.ts";
import { cosineEmbeddingLoss } from "./similarity/cosine.ts";
import { ntXentLoss } from "./similarity/nt-xent.ts";
import { tripletMarginLoss } from "./similarity/triplet.ts";

let signs: Tensor;
let other: Tensor;
beforeAll(() => {
  [signs, other] = [tensor1d([1, -1]), tensor([[0, 2]])];
  return () => [signs, other].forEach((t) => t.dispose());
});

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
testLoss({ name: "gaussianNllLoss", loss: (x, y) => gaussianNllLoss(x, y, y), ...both([[2]], [[4]]), value: 0.5 * (Math.log(4) + 1) }); // variance 4, error -2
testLoss({
  name: "poissonNllLoss",
  loss: (x, y) => poissonNllLoss(x, y),
  ...both([[0, Math.LN2]], [[2, 1]]),
  value: (1 + 2 - Math.LN2) / 2,
});
testLoss({ name: "klDivLoss", loss: (x, y) => klDivLoss(x, y), ...both([[Math.log(0.5), Math.log(0.5)]], [[1, 0]]), value: Math.LN2 });
testLoss({ name: "quantileLoss", loss: (x, y) => quantileLoss(x, y, { quantile: 0.9 }), ...both([[0, 0.1]], [[1, -0.9]]), value: 0.5 }); // (0.9 · 1 + 0.1 · 1) / 2
testLoss({ name: "cosineEmbeddingLoss", loss: (x, y) => cosineEmbeddingLoss([x, y], signs), ...both([[1, 1], [1, 0.2]], [[1, 0], [1, 0]]), value: (1 - Math.SQRT1_2 + 1 / Math.sqrt(1.04)) / 2 }); // prettier-ignore
testLoss({
  name: "tripletMarginLoss",
  loss: (x, y) => tripletMarginLoss({ anchor: x, positive: y, negative: other }),
  ...both([[0, 0]], [[3, 4]]),
  value: 4,
}); // 5 - 2 + 1
testLoss({ name: "ntXentLoss", loss: (x, y) => ntXentLoss([x, y], { temperature: 1 }), ...both([[1, 0], [0, 1]], [[1, 0], [0, 1]]), value: Math.log(Math.E + 2) - 1, tolerance: 1e-2 }); // prettier-ignore
testLoss({ name: "diceLoss", loss: (x, y) => diceLoss(x, y, { smooth: 0 }), ...both([[0.9, 0.8]], [[1, 0]]), value: 1 - 1.8 / 2.7 });
testLoss({
  name: "boxIouLoss, plain",
  loss: (x, y) => boxIouLoss(x, y, { kind: "iou" }),
  ...both([[0, 0, 2, 2]], [[1, 0.1, 3, 2.1]]),
  value: 1 - 1.9 / 6.1,
}); // 1 × 1.9 of 8 - 1.9
testLoss({
  name: "boxIouLoss, generalised",
  loss: (x, y) => boxIouLoss(x, y),
  ...both([[0, 0, 1, 1]], [[2, 0.1, 3, 1.1]]),
  value: 1 + (3.3 - 2) / 3.3,
}); // apart: the hull 3 × 1.1 is empty but for 2
testLoss({
  name: "boxIouLoss, complete",
  loss: (x, y) => boxIouLoss(x, y, { kind: "ciou" }),
  ...both([[0, 0, 2, 2]], [[1, 0.1, 3, 2.1]]),
  value: 1 - 1.9 / 6.1 + 1.01 / (9 + 4.41),
}); // centres √1.01 apart, equal shapes

it("projects scores to the nearest distribution", () => {
  tidy(() => {
    expect(sparsemax(tensor([[1, 0.5, -1], [0, 0, 0]]))).toBeClose([[0.75, 0.25, 0], [1 / 3, 1 / 3, 1 / 3]]); // prettier-ignore
    expect(gradientError((x) => sparsemax(x), [tensor([[1, 0.5, -1]])])).toBeLessThan(5e-3);
  });
});

it("weighs Gaussian elements by their variance to the power beta", () => {
  // ½ (log 4 + 1) · 4^½
  tidy(() => void expect(gaussianNllLoss(tensor([2]), tensor([0]), tensor([4]), { beta: 0.5 })).toBeClose(Math.log(4) + 1));
});

it("stays finite at extremes", () => {
  tidy(() => {
    expect(focalLoss(tensor([1e4, -1e4]), tensor([0, 0]), { reduction: "none" })).toBeClose([1e4, 0]);
    expect(bceLoss(tensor([0, 1]), tensor([1, 1]), { reduction: "none" })).toBeClose([100, 0]);
    expect(klDivLoss(tensor([[-1e4, 0]]), tensor([[0, 1]]))).toBeClose(0);
  });
});

it("refuses what does not fit", () => {
  tidy(() => {
    expect(() => klDivLoss(zeros([2]), zeros([3]))).toThrowSurenet("E_SHAPE");
    expect(() => quantileLoss(zeros([2]), zeros([2]), { quantile: 1 })).toThrowSurenet("E_OPTION", /quantile/);
    expect(() => focalLoss(zeros([2]), zeros([2]), { gamma: -1 })).toThrowSurenet("E_OPTION", /gamma/);
    expect(() => boxIouLoss(zeros([2, 3]), zeros([2, 3]))).toThrowSurenet("E_SHAPE", /\[N, 4\]/);
    expect(() => boxIouLoss(zeros([2, 4]), zeros([2, 4]), { kind: "diou" as "iou" })).toThrowSurenet("E_OPTION", /kind/);
    expect(() => ntXentLoss([ones([2, 3]), ones([3, 3])])).toThrowSurenet("E_SHAPE");
    expect(() => tripletMarginLoss({ anchor: zeros([1, 2]), positive: zeros([1, 2]), negative: zeros([2, 2]) })).toThrowSurenet("E_SHAPE");
    expect(() => gaussianNllLoss(zeros([2]), zeros([2]), ones([2]), { beta: 2 })).toThrowSurenet("E_OPTION", /beta/);
    expect(() => polyLoss(zeros([1, 2]), tensor1d([0], "int32"), { epsilon: NaN })).toThrowSurenet("E_OPTION", /epsilon/);
  });
});
