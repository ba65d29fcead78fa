import { type Tensor, ones, tensor, tensor1d, tidy, zeros } from "@tensorflow/tfjs-core";
import { testLoss } from "@surenet/testing";
import { expect, it } from "vitest";
import * as losses from "../index.ts";

const two = (): Tensor =>
  tensor([
    [1, 2],
    [3, 4],
  ]); // two samples of two numbers // prettier-ignore
const logits = (): Tensor => tensor([[[0, Math.log(3)]], [[Math.log(7), 0]]]); // two samples of one row: p_1 = 3/4 and 1/8 // prettier-ignore

testLoss({
  name: "bayes MSELoss",
  loss: (x, y) => new losses.MSELoss().forward(x, y),
  input: two,
  target: () => tensor1d([1, 2]),
  value: 2, // (0 + 0 + 4 + 4) / 4
  refuses: [["a misspelt reduction", () => new losses.MSELoss({ reduction: "meen" as "mean" }), "E_OPTION"]],
});
testLoss({
  name: "bayes L1Loss",
  loss: (x, y) => new losses.L1Loss().forward(x, y),
  input: two,
  target: () => tensor1d([0, 0]),
  value: 2.5, // (1 + 2 + 3 + 4) / 4
});
testLoss({
  name: "bayes BCELoss",
  loss: (x, y) => new losses.BCELoss().forward(x, y),
  input: () => tensor([[0.25], [0.5]]),
  target: () => tensor1d([1]),
  value: (Math.log(4) + Math.log(2)) / 2,
  refuses: [["logits", () => new losses.BCELoss().forward(two(), ones([2])), "E_VALUE"]],
});
testLoss({
  name: "bayes BCEWithLogitsLoss with weights",
  loss: (x, y) => tidy(() => new losses.BCEWithLogitsLoss({ weight: tensor1d([2, 1]), posWeight: tensor1d([3, 1]) }).forward(x, y)),
  input: () => zeros([2, 2]),
  target: () => tensor1d([1, 0]),
  value: (7 * Math.log(2)) / 2, // 2 · 3 log 2 and log 2, in each sample, over two numbers
});
testLoss({
  name: "bayes CrossEntropyLoss",
  loss: (x, y) => new losses.CrossEntropyLoss().forward(x, y),
  input: logits,
  target: () => tensor1d([1], "int32"),
  value: (Math.log(4 / 3) + Math.log(8)) / 2,
  refuses: [["a number that is no class", () => new losses.CrossEntropyLoss().forward(logits(), tensor1d([2], "int32")), "E_VALUE"]],
});
testLoss({
  name: "bayes NLLLoss",
  loss: (x, y) => new losses.NLLLoss().forward(x, y),
  input: () => tensor([[[-1, -2]], [[-3, -4]]]), // prettier-ignore
  target: () => tensor1d([1], "int32"),
  value: 3, // (2 + 4) / 2
  refuses: [["probabilities as targets", () => new losses.NLLLoss().forward(logits(), ones([1, 2])), "E_DTYPE"]],
});
testLoss({
  name: "bayes FocalLoss, binary",
  loss: (x, y) => new losses.FocalLoss("binary").forward(x, y),
  input: () => zeros([2, 2]),
  target: () => tensor1d([1, 0]),
  value: 0.25 * Math.log(2),
  refuses: [
    ["another task", () => new losses.FocalLoss("multilabel" as "binary"), "E_OPTION"],
    ["class weights", () => new losses.FocalLoss("binary", { weight: ones([2]) }), "E_UNSUPPORTED"],
    ["integers", () => new losses.FocalLoss("binary").forward(zeros([2]), zeros([2], "int32")), "E_DTYPE"],
  ],
});
testLoss({
  name: "bayes FocalLoss, multiclass with weights",
  loss: (x, y) => tidy(() => new losses.FocalLoss("multiclass", { gamma: 1, weight: tensor1d([1, 3]) }).forward(x, y)),
  input: logits,
  target: () => tensor1d([1], "int32"),
  value: (Math.log(4 / 3) / 4 + (7 * Math.log(8)) / 8) / 2, // 3 (1 - p) · -log p for both samples, over the weights 3 + 3
});

it("keeps every sample and entry with the reduction none", () => {
  tidy(() => {
    const y = tensor1d([1, 0], "int32");
    expect(new losses.CrossEntropyLoss({ reduction: "none" }).forward(zeros([5, 3, 2, 2]), y).shape).toEqual([5, 3, 2]);
    expect(new losses.CrossEntropyLoss({ reduction: "none" }).forward(zeros([5, 2, 2, 4]), zeros([2, 4], "int32")).shape).toEqual([
      5, 2, 4,
    ]);
    expect(new losses.CrossEntropyLoss({ reduction: "none" }).forward(zeros([3]), tensor(1, [], "int32")).shape).toEqual([]);
    expect(new losses.MSELoss({ reduction: "none" }).forward(zeros([5, 2, 2]), zeros([2, 2])).shape).toEqual([5, 2, 2]);
  });
});

it("has the probability of the class in the focal factor, whatever its weight", () => {
  tidy(() => {
    const weight = tensor1d([2, 2]);
    const [weighted, plain] = [new losses.FocalLoss("multiclass", { weight }), new losses.FocalLoss("multiclass")];
    const y = tensor1d([1], "int32");
    expect(weighted.forward(logits(), y)).toBeClose(plain.forward(logits(), y), 1e-6);
  });
});

it("stays finite at saturated logits, with a factor below 1 too", () => {
  tidy(() => {
    const loss = new losses.FocalLoss("binary", { gamma: 0.5 });
    expect(loss.forward(tensor1d([200, -200]), tensor1d([1, 0]))).toBeClose(0);
    expect(loss.forward(tensor1d([-200]), tensor1d([1]))).toBeClose(200);
  });
});

it("gives a weight of the batch to every sample", () => {
  tidy(() => {
    const loss = new losses.BCELoss({ weight: tensor1d([1, 3]), reduction: "sum" });
    expect(loss.forward(tensor([[0.5, 0.5], [0.5, 0.5]]), ones([2]))).toBeClose(8 * Math.log(2)); // prettier-ignore
  });
});
