import { tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { HKRMulticlassLoss, hkrMulticlassLoss } from "./hkr-multiclass.ts";

testLoss({
  name: "hkrMulticlassLoss",
  loss: (x, y) => hkrMulticlassLoss(x, y, { alpha: 0.5, minMargin: 4 }),
  input: () =>
    tensor([
      [1, -1],
      [-1, 1],
    ]),
  target: () => tensor1d([0, 1], "int32"),
  // each output lies on its side by 1 of the wanted 2: hinge 1; KR per sample: (1/0.5 + 1/0.5) / 2 = 2; 0.5·1 - 0.5·2
  value: -0.5,
  refuses: [
    ["a target of another shape", () => hkrMulticlassLoss(tensor([[1, 2]]), tensor([[1, 2, 3]])), "E_SHAPE"],
    ["outputs of rank one", () => hkrMulticlassLoss(tensor([1, 2]), tensor([1, 0])), "E_SHAPE"],
    ["alpha -1", () => new HKRMulticlassLoss({ alpha: -1 }), "E_OPTION"],
    ["a misspelt option", () => new HKRMulticlassLoss({ alpha: 0.9, margin: 1 } as { alpha: number }), "E_OPTION"],
    ["a misspelt reduction", () => new HKRMulticlassLoss({ alpha: 0.9, reduction: "avg" as "mean" }), "E_OPTION"],
  ],
});

it("weighs one positive as much as all the negatives of a row", () => {
  // row (0, 0, 0), class 0, margin 2: relu(1) = 1 everywhere, factors (2, 1, 1), mean 4/3
  tidy(() => void expect(hkrMulticlassLoss(tensor([[0, 0, 0]]), tensor1d([0], "int32"), { alpha: 1, minMargin: 2 })).toBeClose(4 / 3));
});

it("reads alpha above 1 as a ratio", () => {
  expect(new HKRMulticlassLoss({ alpha: 3 }).alpha).toBe(0.75);
});
