import { tensor, tensor1d, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { multiMarginLoss } from "./multi-margin.ts";
import { NLLLoss, nllLoss } from "./nll.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";
import { sparseCrossEntropy } from "./sparse-cross-entropy.ts";

const scores = (): ReturnType<typeof tensor> => tensor([[0.5, 0, 1.2], [-0.3, 2, 0.1]]); // prettier-ignore
const classes = (): ReturnType<typeof tensor1d> => tensor1d([0, 1], "int32");

testLoss({ name: "nllLoss", loss: (x, y) => nllLoss(x, y), input: scores, target: classes, value: -1.25 }); // -(0.5 + 2) / 2
testLoss({ name: "multiMarginLoss", loss: (x, y) => multiMarginLoss(x, y), input: scores, target: classes, value: 1.1 }); // (0.5 + 1.7 + 0 + 0) / 2
testLoss({
  name: "multiMarginLoss, squared, per class",
  loss: (x, y) => multiMarginLoss(x, y, { p: 2, perClass: true }),
  input: scores,
  target: classes,
  value: 3.14 / 6,
}); // (0.25 + 2.89) / 3 / 2
testLoss({
  name: "softmaxCrossEntropy",
  loss: (x, y) => softmaxCrossEntropy(x, y),
  input: () => tensor([[0, Math.log(3)]]), // probabilities 1/4 and 3/4
  target: () => tensor([[0.5, 1]]),
  value: [0.5 * Math.log(4) + Math.log(4 / 3)],
});
testLoss({
  name: "sparseCrossEntropy",
  loss: (x, y) => sparseCrossEntropy(x, y),
  input: () => tensor([[0, Math.log(3)]]),
  target: () => tensor1d([0], "int32"),
  value: [Math.log(4)],
});

it("weighs and ignores classes", () => {
  tidy(() => {
    const weight = tensor1d([2, 1, 1]);
    expect(new NLLLoss({ weight }).forward(scores(), classes())).toBeClose(-1); // -(2 · 0.5 + 2) / 3
    expect(new NLLLoss({ ignoreIndex: 1, reduction: "sum" }).forward(scores(), classes())).toBeClose(-0.5);
    expect(nllLoss(tensor([[[1, 2], [3, 4]]]), tensor([[0, 1]], [1, 2], "int32"), { reduction: "none" })).toBeClose([-1, -4]); // prettier-ignore
  });
});

it("takes one class for all samples, or a trailing axis of one", () => {
  tidy(() => {
    const x = tensor([[0, Math.log(3)], [0, 0]]); // prettier-ignore
    expect(sparseCrossEntropy(x, 1)).toBeClose([Math.log(4 / 3), Math.log(2)]);
    expect(sparseCrossEntropy(x, tensor([[1], [0]], [2, 1], "int32"))).toBeClose([Math.log(4 / 3), Math.log(2)]);
  });
});

it("refuses what does not fit", () => {
  tidy(() => {
    expect(() => nllLoss(scores(), tensor1d([0], "int32"))).toThrowSurenet("E_SHAPE", /\[2\], got \[1\]/);
    expect(() => nllLoss(scores(), tensor1d([0, 3], "int32"))).toThrowSurenet("E_VALUE", /target 1 is not a class/);
    expect(() => nllLoss(scores(), classes(), { weight: zeros([2]) })).toThrowSurenet("E_SHAPE", /weights/);
    expect(() => multiMarginLoss(scores(), classes(), { p: 3 as 2 })).toThrowSurenet("E_OPTION", /p is not usable/);
    expect(() => softmaxCrossEntropy(zeros([2, 3]), zeros([2, 2]))).toThrowSurenet("E_SHAPE");
    expect(() => sparseCrossEntropy(zeros([2, 3]), zeros([3], "int32"))).toThrowSurenet("E_SHAPE");
  });
});
