import { type Tensor, grad, tensor, tidy } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { bceWithLogits, BCEWithLogitsLoss } from "./bce-with-logits.ts";

let weight: Tensor;
let posWeight: Tensor;
beforeAll(() => {
  [weight, posWeight] = [tensor([2, 1]), tensor([3])];
  return () => [weight, posWeight].forEach((t) => t.dispose());
});

testLoss({
  name: "bceWithLogits",
  loss: (x, y) => bceWithLogits(x, y, { weight, posWeight }),
  input: () => tensor([[Math.log(3), 0]]), // σ = 3/4 and 1/2
  target: () => tensor([[1, 0.5]]),
  // 2 · 3 · log 4/3 and 3 · 0.5 · log 2 + 0.5 · log 2, averaged
  value: (6 * Math.log(4 / 3) + 2 * Math.log(2)) / 2,
  refuses: [
    ["a target of another shape", () => bceWithLogits(tensor([0, 1]), tensor([0])), "E_SHAPE"],
    ["a misspelt option", () => new BCEWithLogitsLoss({ posWeigth: tensor([1]) } as object), "E_OPTION"],
  ],
});

it("stays finite at extreme logits, with its gradient", () => {
  tidy(() => {
    const x = tensor([1e4, -1e4]);
    expect(bceWithLogits(x, tensor([0, 1]), { reduction: "none" })).toBeClose([1e4, 1e4]);
    expect(grad((a) => bceWithLogits(a, tensor([0, 1]), { reduction: "sum" }))(x)).toBeClose([1, -1]);
  });
});
