import { slice, tensor, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { krLoss, KRLoss } from "./kr.ts";
import { negKrLoss, NegKRLoss } from "./neg-kr.ts";
import { processLabelsForMultiGpu } from "./process-labels.ts";

const [outputs, sides] = [() => tensor([[3], [1], [2], [0]]), () => tensor([[1], [-1], [1], [-1]])];

testLoss({
  name: "krLoss",
  loss: (x, y) => krLoss(x, y),
  input: outputs,
  target: sides,
  value: 2, // (3 + 2)/2 - (1 + 0)/2
  refuses: [
    ["class indices, which mean no side", () => new KRLoss().forward(tensor([[1, 2, 3]]), tensor([0], [1], "int32")), "E_SHAPE"],
    ["a target of another shape", () => krLoss(tensor([[1], [2]]), tensor([[1], [0], [1]])), "E_SHAPE"],
    ["a misspelt reduction", () => new KRLoss({ reduction: "avg" as "mean" }), "E_OPTION"],
    ["a misspelt option", () => new NegKRLoss({ multiGPU: true } as object), "E_OPTION"],
    ["integer labels for several devices", () => processLabelsForMultiGpu(tensor([1, 0], [2], "int32")), "E_DTYPE"],
  ],
});

testLoss({
  name: "negKrLoss",
  loss: (x, y) => negKrLoss(x, y, { reduction: "none" }),
  input: outputs,
  target: sides,
  value: [-6, 2, -4, 0],
}); // p = 1/2: ∓2 x

it("gives minus the mean for a batch without positives, and one number for outputs of rank one", () => {
  tidy(() => {
    expect(krLoss(tensor([[1], [3]]), tensor([[0], [0]]))).toBeClose(-2);
    expect(krLoss(tensor([3, 1]), tensor([1, 0]))).toBeClose(2);
  });
});

it("adds up over the parts of a batch when the labels were made into factors before", () => {
  tidy(() => {
    const factors = processLabelsForMultiGpu(tensor([[1], [0], [0], [0]]));
    expect(factors).toBeClose([[4], [-4 / 3], [-4 / 3], [-4 / 3]]); // p = 1/4
    const part = (from: number): number =>
      krLoss(slice(outputs(), [from, 0], [2, 1]), slice(factors, [from, 0], [2, 1]), { multiGpu: true, reduction: "sum" }).dataSync()[0] ??
      NaN;
    // the whole: 3 - (1 + 2 + 0)/3 = 2, the mean of the four parts
    expect((part(0) + part(2)) / 4).toBeClose(2);
  });
});
