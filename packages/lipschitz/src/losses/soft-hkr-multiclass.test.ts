import { memory, tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { softHkrMulticlassLoss, SoftHKRMulticlassLoss } from "./soft-hkr-multiclass.ts";

testLoss({
  name: "softHkrMulticlassLoss",
  loss: (x, y) => tidy(() => softHkrMulticlassLoss(x, y, { alpha: 0.5, minMargin: 3, temperature: Math.log(3), meanAbs: tensor([3]) })),
  input: () => tensor([[1, 1, 0]]),
  target: () => tensor1d([0], "int32"),
  // T = log 3 · 3 / 3: weights (1, 3/4, 1/4); kr = -1 + 3/4 = -1/4; hinge = 0.5 + 3/4 · 2.5 + 1/4 · 1.5 = 2.75
  value: 0.5 * -0.25 + 0.5 * 2.75,
  refuses: [
    ["a temperature of zero", () => new SoftHKRMulticlassLoss({ temperature: 0 }), "E_OPTION"],
    ["a mean that forgets more than all", () => new SoftHKRMulticlassLoss({ alphaMean: 2 }), "E_OPTION"],
    ["alpha -1", () => new SoftHKRMulticlassLoss({ alpha: -1 }), "E_OPTION"],
    ["a misspelt option", () => new SoftHKRMulticlassLoss({ alphamean: 1 } as object), "E_OPTION"],
    ["outputs of rank one", () => softHkrMulticlassLoss(tensor([1, 2]), tensor([1, 0])), "E_SHAPE"],
  ],
});

it("keeps a running mean of |x|, and releases it", () => {
  const before = memory().numTensors;
  const loss = new SoftHKRMulticlassLoss({ minMargin: 2, alphaMean: 0.75 });
  tidy(() => {
    expect(loss.currentMean).toBeClose([2]);
    loss.forward(tensor([[6, -6]]), tensor([[1, 0]]));
    expect(loss.currentMean).toBeClose([3]); // 0.75 · 2 + 0.25 · 6
  });
  loss.dispose();
  expect(memory().numTensors).toBe(before);
});

it("is finite where every class is meant", () => {
  // weights (1, 1): kr = -(1 + 2), nothing is short of 1/2
  tidy(() => void expect(softHkrMulticlassLoss(tensor([[1, 2]]), tensor([[1, 1]]), { alpha: 0 })).toBeClose(-3));
});
