import { grad, tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { lseHkrMulticlassLoss, LseHKRMulticlassLoss } from "./lse-hkr-multiclass.ts";

testLoss({
  name: "lseHkrMulticlassLoss",
  loss: (x, y) => lseHkrMulticlassLoss(x, y, { alpha: 0.5, minMargin: 2 }),
  input: () => tensor([[0.5, 0, 0]]),
  target: () => tensor1d([0], "int32"),
  // t = log 2: log(1 + 1) / log 2 = 1; hinge = relu(1 - 0.5) + relu(1 + 1) = 2.5, kr = 1 - 0.5
  value: 0.5 * 2.5 + 0.5 * 0.5,
  refuses: [
    ["two positives in a row", () => lseHkrMulticlassLoss(tensor([[1, 2, 3]]), tensor([[1, 1, 0]])), "E_VALUE"],
    ["a row without a positive", () => lseHkrMulticlassLoss(tensor([[1, 2, 3]]), tensor([[0, 0, 0]])), "E_VALUE"],
    ["a penalty of zero", () => new LseHKRMulticlassLoss({ penalty: 0 }), "E_OPTION"],
    ["a single class", () => lseHkrMulticlassLoss(tensor([[1]]), tensor([[1]])), "E_SHAPE"],
    ["a misspelt option", () => new LseHKRMulticlassLoss({ tau: 1 } as object), "E_OPTION"],
  ],
});

it("takes the lone wrong output when there are two classes, where the reference divides zero by zero", () => {
  tidy(() => {
    const loss = (x: ReturnType<typeof tensor>): ReturnType<typeof tensor> =>
      lseHkrMulticlassLoss(x, tensor1d([0], "int32"), { minMargin: 3 });
    expect(loss(tensor([[1, 0]]))).toBeClose(2); // relu(1.5 - 1) + relu(1.5 + 0)
    expect(grad(loss)(tensor([[1, 0]]))).toBeClose([[-1, 1]]);
  });
});
