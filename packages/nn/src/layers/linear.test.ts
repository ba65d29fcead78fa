import { tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { gradientError, testLayer, weights } from "@surenet/testing";
import { expect, it } from "vitest";
import { Linear, linear } from "./linear.ts";

const rng = createRng(0);

testLayer({
  name: "Linear",
  make: (seed) => new Linear(3, 2, { rng: createRng(seed) }),
  input: [4, 3],
  output: [4, 2],
  refuses: [
    ["an unknown option", () => new Linear(3, 2, { rng, bais: true } as { rng: typeof rng }), "E_OPTION"],
    ["a size of zero", () => new Linear(0, 2, { rng }), "E_OPTION"],
    ["half an output", () => new Linear(3, 1.5, { rng }), "E_OPTION"],
    ["a missing stream", () => new Linear(3, 2, {} as { rng: typeof rng }), "E_OPTION"],
    ["an input with four features", () => tidy(() => new Linear(3, 2, { rng }).forward(tensor([[1, 2, 3, 4]]))), "E_SHAPE"],
  ],
});

testLayer({
  name: "Linear without a bias, any leading axes",
  make: (seed) => new Linear(3, 2, { rng: createRng(seed), bias: false }),
  input: [2, 2, 3],
  output: [2, 2, 2],
});

it("has the gradients of weight and bias", () => {
  tidy(() => {
    const [x, weight, bias] = [tensor(weights(12), [2, 2, 3]), tensor(weights(6), [3, 2]), tensor(weights(2))];
    expect(gradientError((w, b) => linear(x, w, b), [weight, bias])).toBeLessThan(5e-3);
  });
});

it("computes x · W + b", () => {
  // 1·3 + 2·4 + 5 = 16
  tidy(() => void expect(linear(tensor([[1, 2]]), tensor([[3], [4]]), tensor([5]))).toBeClose([[16]]));
});

it("starts within ±1/√in, as torch does", () => {
  const layer = new Linear(16, 50, { rng });
  const values = [...layer.weight.variable.dataSync(), ...(layer.bias?.variable.dataSync() ?? [])];
  const largest = Math.max(...values.map(Math.abs));
  expect(largest).toBeLessThanOrEqual(0.25);
  expect(largest).toBeGreaterThan(0.24); // 850 draws: P(all below 0.24) = 0.96^850 = 1e-15
  layer.dispose();
});
