import { type Tensor, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { quantileLoss } from "./quantile.ts";

const both = (a: number[][], b: number[][]): { input: () => Tensor; target: () => Tensor } => ({
  input: () => tensor(a),
  target: () => tensor(b),
});

testLoss({ name: "quantileLoss", loss: (x, y) => quantileLoss(x, y, { quantile: 0.9 }), ...both([[0, 0.1]], [[1, -0.9]]), value: 0.5 }); // (0.9 · 1 + 0.1 · 1) / 2

it("refuses a quantile that is none", () => {
  tidy(() => void expect(() => quantileLoss(zeros([2]), zeros([2]), { quantile: 1 })).toThrowSurenet("E_OPTION", /quantile/));
});
