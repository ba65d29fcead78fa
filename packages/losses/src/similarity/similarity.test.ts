import { type Tensor, ones, tensor, tensor1d, tidy, zeros } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { cosineEmbeddingLoss } from "./cosine.ts";
import { ntXentLoss } from "./nt-xent.ts";
import { tripletMarginLoss } from "./triplet.ts";

let signs: Tensor;
let other: Tensor;
beforeAll(() => {
  [signs, other] = [tensor1d([1, -1]), tensor([[0, 2]])];
  return () => [signs, other].forEach((t) => t.dispose());
});

const both = (a: number[][], b: number[][]): { input: () => Tensor; target: () => Tensor } => ({
  input: () => tensor(a),
  target: () => tensor(b),
});

testLoss({ name: "cosineEmbeddingLoss", loss: (x, y) => cosineEmbeddingLoss([x, y], signs), ...both([[1, 1], [1, 0.2]], [[1, 0], [1, 0]]), value: (1 - Math.SQRT1_2 + 1 / Math.sqrt(1.04)) / 2 }); // prettier-ignore
testLoss({
  name: "tripletMarginLoss",
  loss: (x, y) => tripletMarginLoss({ anchor: x, positive: y, negative: other }),
  ...both([[0, 0]], [[3, 4]]),
  value: 4,
}); // 5 - 2 + 1
testLoss({ name: "ntXentLoss", loss: (x, y) => ntXentLoss([x, y], { temperature: 1 }), ...both([[1, 0], [0, 1]], [[1, 0], [0, 1]]), value: Math.log(Math.E + 2) - 1, tolerance: 1e-2 }); // prettier-ignore

it("refuses what does not fit", () => {
  tidy(() => {
    expect(() => ntXentLoss([ones([2, 3]), ones([3, 3])])).toThrowSurenet("E_SHAPE");
    expect(() => tripletMarginLoss({ anchor: zeros([1, 2]), positive: zeros([1, 2]), negative: zeros([2, 2]) })).toThrowSurenet("E_SHAPE");
  });
});
