import { type Tensor, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { boxIouLoss } from "./box-iou.ts";
import { diceLoss } from "./dice.ts";

const both = (a: number[][], b: number[][]): { input: () => Tensor; target: () => Tensor } => ({
  input: () => tensor(a),
  target: () => tensor(b),
});

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

it("refuses what does not fit", () => {
  tidy(() => {
    expect(() => boxIouLoss(zeros([2, 3]), zeros([2, 3]))).toThrowSurenet("E_SHAPE", /\[N, 4\]/);
    expect(() => boxIouLoss(zeros([2, 4]), zeros([2, 4]), { kind: "diou" as "iou" })).toThrowSurenet("E_OPTION", /kind/);
  });
});
