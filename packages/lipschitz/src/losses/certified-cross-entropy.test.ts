import { type Tensor, grad, tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { ReLU } from "@surenet/nn";
import { gradientError, testLoss } from "@surenet/testing";
import { FrobeniusLinear } from "../linear/frobenius-linear.ts";
import { Sequential } from "../module/sequential.ts";
import { certifiedCrossEntropy, CertifiedCrossEntropyLoss } from "./certified-cross-entropy.ts";

let unit: Tensor;
beforeAll(() => {
  unit = tensor([
    [1, 0],
    [0, 1],
  ]);
  return () => unit.dispose();
});

testLoss({
  name: "certifiedCrossEntropy",
  loss: (x, y) => certifiedCrossEntropy(x, y, unit),
  input: () => tensor([[1, 0]]),
  target: () => tensor1d([0], "int32"),
  value: Math.log(1 + Math.exp(4 * (1 - Math.SQRT1_2))) / 4, // r = 1/√2, z = (0, 4 (1 - r))
  refuses: [
    ["a head of another size", () => certifiedCrossEntropy(tensor([[1, 0, 0]]), tensor1d([0], "int32"), unit), "E_SHAPE"],
    ["a temperature of zero", () => new CertifiedCrossEntropyLoss({ tau: 0 }), "E_OPTION"],
    ["a misspelt option", () => new CertifiedCrossEntropyLoss({ off: 1 } as object), "E_OPTION"],
  ],
});

it("is differentiated through the head's weights too", () => {
  tidy(() => {
    const [f, w] = [
      tensor([
        [0.4, -0.2, 0.1],
        [0.3, 0.9, -1],
      ]),
      tensor([
        [1, 0.2, -0.3],
        [0.1, 1, 0.5],
      ]),
    ];
    expect(gradientError((head) => certifiedCrossEntropy(f, tensor1d([0, 2], "int32"), head), [w])).toBeLessThan(5e-3);
  });
});

it("finds the head of a model, and says so when there is none", () => {
  using head = new FrobeniusLinear(2, 2, { rng: createRng(1) });
  const loss = new CertifiedCrossEntropyLoss({ tau: 4, offset: 1 });
  tidy(() => {
    const [x, y] = [tensor([[1, 0]]), tensor1d([0], "int32")];
    using model = new Sequential([new Sequential([head])]);
    const want = certifiedCrossEntropy(x, y, head.weight.value).dataSync();
    expect(loss.forward(x, y, model)).toBeClose(want);
    expect(() => loss.forward(x, y, new Sequential([head, new ReLU()]))).toThrowSurenet("E_UNSUPPORTED", /ends in ReLU/);
    expect(grad((a) => loss.forward(a, y, model))(x).shape).toEqual([1, 2]);
  });
});
