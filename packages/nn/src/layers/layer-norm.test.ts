import { ones, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { gradientError, testLayer, weights } from "@surenet/testing";
import { expect, it } from "vitest";
import { LayerNorm, layerNorm } from "./layer-norm.ts";

testLayer({
  name: "LayerNorm",
  make: () => new LayerNorm(4),
  input: [2, 3, 4],
  refuses: [
    ["other features", () => tidy(() => new LayerNorm(4).forward(ones([2, 3]))), "E_SHAPE"],
    ["a negative eps", () => new LayerNorm(4, { eps: -1 }), "E_OPTION"],
    ["no features", () => new LayerNorm(0), "E_OPTION"],
  ],
});

it("has the gradients of weight and bias", () => {
  tidy(() => {
    const [x, weight, bias] = [tensor(weights(8), [2, 4]), tensor(weights(4)), tensor(weights(4))];
    expect(gradientError((w, b) => layerNorm(x, w, b), [weight, bias])).toBeLessThan(5e-3);
  });
});

it("normalises each sample: (1, 3) has mean 2 and biased variance 1", () => {
  tidy(() => {
    expect(layerNorm(tensor([[1, 3]]), ones([2]), zeros([2]), { eps: 0 })).toBeClose([[-1, 1]]);
    expect(layerNorm(tensor([[1, 3]]), tensor([2, 3]), tensor([10, 20]), { eps: 3 })).toBeClose([[9, 21.5]]); // scale 1/√(1 + 3) = ½
  });
});
