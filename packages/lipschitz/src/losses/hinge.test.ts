import { tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { categoricalHingeLoss, CategoricalHingeLoss } from "./categorical-hinge.ts";
import { hingeMarginLoss, HingeMarginLoss } from "./hinge.ts";
import { hingeMulticlassLoss, HingeMulticlassLoss } from "./hinge-multiclass.ts";

testLoss({
  name: "hingeMarginLoss",
  loss: (x, y) => hingeMarginLoss(x, y, { minMargin: 3 }),
  input: () => tensor([[1], [1]]),
  target: () => tensor([[1], [-1]]),
  value: 1.5, // (relu(1.5 - 1) + relu(1.5 + 1)) / 2
  refuses: [
    ["a negative margin", () => new HingeMarginLoss({ minMargin: -1 }), "E_OPTION"],
    ["a misspelt option", () => new HingeMarginLoss({ margin: 1 } as object), "E_OPTION"],
    ["a target of another shape", () => hingeMarginLoss(tensor([[1]]), tensor([[1, 0]])), "E_SHAPE"],
  ],
});

testLoss({
  name: "hingeMulticlassLoss",
  loss: (x, y) => hingeMulticlassLoss(x, y, { minMargin: 2 }),
  input: () => tensor([[0.5, 0.25, -3]]),
  target: () => tensor1d([0], "int32"),
  value: (2 * 0.5 + 1.25 + 0) / 3, // factors 2, 1, 1
  refuses: [
    ["outputs of rank one", () => hingeMulticlassLoss(tensor([1, 2]), tensor([1, 0])), "E_SHAPE"],
    ["a misspelt reduction", () => new HingeMulticlassLoss({ reduction: "avg" as "mean" }), "E_OPTION"],
  ],
});

testLoss({
  name: "categoricalHingeLoss",
  loss: (x, y) => categoricalHingeLoss(x, y, { minMargin: 1 }),
  input: () => tensor([[2, 1.5, 0]]),
  target: () => tensor1d([0], "int32"),
  value: 0.5, // relu(1 - (2 - 1.5))
  refuses: [
    ["a target of another shape", () => categoricalHingeLoss(tensor([[1, 2]]), tensor([[1, 0, 0]])), "E_SHAPE"],
    ["a margin that is no number", () => new CategoricalHingeLoss({ minMargin: NaN }), "E_OPTION"],
  ],
});

it("lets one positive weigh as much as all the negatives of a row", () => {
  // row (0, 0, 0), class 0, margin 2: relu(1) = 1 everywhere, factors (2, 1, 1), mean 4/3
  tidy(() => void expect(hingeMulticlassLoss(tensor([[0, 0, 0]]), tensor1d([0], "int32"), { minMargin: 2 })).toBeClose(4 / 3));
});

it("sums several positives and lowers them before the maximum is taken", () => {
  // positives 2 and 1: own 3; strongest of (2 - 1, 1 - 1, 0.5) = 1; relu(1 - (3 - 1)) = 0, and 4 with margin 6: (2 - 6, 1 - 6, 0.5), 6 - (3 - 0.5)
  tidy(() => {
    const [x, y] = [tensor([[2, 1, 0.5]]), tensor([[1, 1, 0]])];
    expect(categoricalHingeLoss(x, y)).toBeClose(0);
    expect(categoricalHingeLoss(x, y, { minMargin: 6 })).toBeClose(3.5);
  });
});
