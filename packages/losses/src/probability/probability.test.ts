import { type Tensor, ones, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { gaussianNllLoss } from "./gaussian-nll.ts";
import { klDivLoss } from "./kl-div.ts";
import { poissonNllLoss } from "./poisson-nll.ts";

const both = (a: number[][], b: number[][]): { input: () => Tensor; target: () => Tensor } => ({
  input: () => tensor(a),
  target: () => tensor(b),
});

testLoss({ name: "gaussianNllLoss", loss: (x, y) => gaussianNllLoss(x, y, y), ...both([[2]], [[4]]), value: 0.5 * (Math.log(4) + 1) }); // variance 4, error -2
testLoss({
  name: "poissonNllLoss",
  loss: (x, y) => poissonNllLoss(x, y),
  ...both([[0, Math.LN2]], [[2, 1]]),
  value: (1 + 2 - Math.LN2) / 2,
});
testLoss({ name: "klDivLoss", loss: (x, y) => klDivLoss(x, y), ...both([[Math.log(0.5), Math.log(0.5)]], [[1, 0]]), value: Math.LN2 });

it("weighs Gaussian elements by their variance to the power beta", () => {
  // ½ (log 4 + 1) · 4^½
  tidy(() => void expect(gaussianNllLoss(tensor([2]), tensor([0]), tensor([4]), { beta: 0.5 })).toBeClose(Math.log(4) + 1));
});

it("stays finite where a probability is 0", () => {
  tidy(() => void expect(klDivLoss(tensor([[-1e4, 0]]), tensor([[0, 1]]))).toBeClose(0));
});

it("refuses what does not fit", () => {
  tidy(() => {
    expect(() => klDivLoss(zeros([2]), zeros([3]))).toThrowSurenet("E_SHAPE");
    expect(() => gaussianNllLoss(zeros([2]), zeros([2]), ones([2]), { beta: 2 })).toThrowSurenet("E_OPTION", /beta/);
  });
});
