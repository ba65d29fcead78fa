import { type Tensor, cast, gather, grad, oneHot, tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { crossEntropy, CrossEntropyLoss } from "./cross-entropy.ts";

let weight: Tensor;
beforeAll(() => {
  weight = tensor1d([2, 1]);
  return () => weight.dispose();
});

const logits = (): Tensor =>
  tensor([
    [0, Math.log(3)],
    [Math.log(7), 0],
  ]); // probabilities (1/4, 3/4) and (7/8, 1/8)

testLoss({
  name: "crossEntropy with indices",
  loss: (x, y) => crossEntropy(x, y),
  input: logits,
  target: () => tensor1d([1, 0], "int32"),
  value: (Math.log(4 / 3) + Math.log(8 / 7)) / 2, // -(log 3/4 + log 7/8) / 2
  refuses: [
    ["an index that is no class", () => crossEntropy(logits(), tensor1d([0, 2], "int32")), "E_VALUE"],
    ["a target of another length", () => crossEntropy(logits(), tensor1d([0, 1, 1], "int32")), "E_SHAPE"],
    ["weights of another length", () => crossEntropy(logits(), tensor1d([0, 1], "int32"), { weight: tensor1d([1]) }), "E_SHAPE"],
    ["smoothing above 1", () => new CrossEntropyLoss({ labelSmoothing: 1.5 }), "E_OPTION"],
    ["a misspelt reduction", () => new CrossEntropyLoss({ reduction: "meen" as "mean" }), "E_OPTION"],
    ["a misspelt option", () => new CrossEntropyLoss({ labelSmothing: 0.1 } as object), "E_OPTION"],
  ],
});

testLoss({
  name: "crossEntropy with probabilities, weights and smoothing",
  loss: (x, y) => crossEntropy(x, y, { weight, labelSmoothing: 0.2 }),
  input: logits,
  target: () =>
    tensor([
      [1, 0],
      [0.5, 0.5],
    ]),
  // targets (1-0.2) y + 0.1 = (0.9, 0.1) and (0.5, 0.5); weights (2, 1): (1.8 log 4 + 0.1 log 4/3 + log 8/7 + 0.5 log 8) / 2
  value: (1.8 * Math.log(4) + 0.1 * Math.log(4 / 3) + Math.log(8 / 7) + 0.5 * Math.log(8)) / 2,
});

it("divides by the weights of the targets that count", () => {
  tidy(() => {
    const options = { weight, ignoreIndex: 1 };
    expect(crossEntropy(logits(), tensor1d([1, 0], "int32"), options)).toBeClose(Math.log(8 / 7)); // 2 log(8/7) / 2
    expect(crossEntropy(logits(), tensor1d([1, 1], "int32"), options)).toBeClose(NaN);
    expect(crossEntropy(logits(), tensor1d([1, 0], "int32"), { ...options, reduction: "none" })).toBeClose([0, 2 * Math.log(8 / 7)]);
  });
});

it("reads classes on any axis", () => {
  tidy(() => {
    const x = tensor([
      [
        [0, 1],
        [Math.log(3), 1],
      ],
    ]); // [1, 2 classes, 2]
    const target = tensor([[1, 0]], [1, 2], "int32");
    expect(crossEntropy(x, target, { reduction: "none" })).toBeClose([Math.log(4 / 3), Math.log(2)]);
    expect(crossEntropy(tensor1d([0, Math.log(3)]), tensor(1, [], "int32"))).toBeClose(Math.log(4 / 3));
  });
});

it("stays finite at extreme logits, with its gradient", () => {
  tidy(() => {
    const x = tensor([[1e4, -1e4]]);
    const target = tensor1d([1], "int32");
    expect(crossEntropy(x, target)).toBeClose(2e4);
    expect(grad((a) => crossEntropy(a, target))(x)).toBeClose([[1, -1]]);
  });
});

it("smooths every sample by its own share", () => {
  tidy(() => {
    const [x, y] = [tensor([[0, 1, 2], [2, 0, -1]]), tensor([2, 1], [2], "int32")]; // prettier-ignore
    const shares = [0, 0.3];
    const want = shares.map((share, i) => crossEntropy(gather(x, [i]), gather(y, [i]), { labelSmoothing: share }).dataSync()[0] ?? NaN);
    expect(crossEntropy(x, y, { labelSmoothing: tensor(shares), reduction: "none" })).toBeClose(want, 1e-6);
    const distributions = cast(oneHot(y, 3), "float32");
    expect(crossEntropy(x, distributions, { labelSmoothing: tensor(shares) })).toBeClose(((want[0] ?? NaN) + (want[1] ?? NaN)) / 2, 1e-6);
    expect(() => crossEntropy(x, y, { labelSmoothing: tensor([0.1]) })).toThrowSurenet("E_SHAPE", /\[2\].*\[1\]/);
  });
});

it("gives NaN, or 0 when asked to, where everything is ignored", () => {
  tidy(() => {
    const [x, y] = [tensor([[0, 1]]), tensor([-100], [1], "int32")];
    expect(crossEntropy(x, y).dataSync()[0]).toBeNaN();
    expect(crossEntropy(x, y, { allIgnored: "zero" })).toBeClose(0, 0);
    expect(grad((a: Tensor) => crossEntropy(a, y, { allIgnored: "zero" }))(x)).toBeClose([[0, 0]], 0);
    expect(() => crossEntropy(x, y, { allIgnored: "null" as "zero" })).toThrowSurenet("E_OPTION", /allIgnored/);
  });
});

it("as a class answers to forward and update alike", () => {
  tidy(() => {
    const loss = new CrossEntropyLoss({ labelSmoothing: 0.1 });
    const [x, y] = [tensor([[0, 1]]), tensor([1], [1], "int32")];
    expect(loss.update(x, y)).toBeClose(loss.forward(x, y), 0);
  });
});
