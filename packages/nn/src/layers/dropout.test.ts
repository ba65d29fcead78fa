import { grad, ones, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { testLayer } from "@surenet/testing";
import { expect, it } from "vitest";
import { Dropout } from "./dropout.ts";

const rng = createRng(0);

// In training a second call draws another mask, so finite differences only make sense in evaluation.
testLayer({
  name: "Dropout in evaluation",
  make: (seed) => new Dropout(0.5, { rng: createRng(seed) }).eval(),
  input: [3, 4],
  lipschitz: 1,
  refuses: [
    ["a rate of 1", () => new Dropout(1, { rng }), "E_OPTION"],
    ["a negative rate", () => new Dropout(-0.1, { rng }), "E_OPTION"],
    ["a missing stream", () => new Dropout(0.5, {} as { rng: typeof rng }), "E_OPTION"],
  ],
});

it("drops a quarter of the elements and scales the others by 4/3, gradients alike", () => {
  tidy(() => {
    const x = ones([100, 100]);
    const y = Array.from(new Dropout(0.25, { rng: createRng(1) }).forward(x).dataSync());
    const dx = grad((a) => new Dropout(0.25, { rng: createRng(1) }).forward(a))(x);
    expect(new Set(y)).toEqual(new Set([0, Math.fround(4 / 3)]));
    expect(dx).toBeClose(y);
    // 10000 Bernoulli draws: mean 1, standard deviation √(0.25 · 0.75) · 4/3 / 100 = 0.0058
    expect(Math.abs(y.reduce((sum, value) => sum + value, 0) / 1e4 - 1)).toBeLessThan(4 * 0.0058);
  });
});

it("draws a new mask at every call, and the same one from a restored stream", () => {
  const layer = new Dropout(0.5, { rng: createRng(1) });
  const { state } = layer.rng;
  tidy(() => {
    const x = ones([64]);
    const [first, second] = [layer.forward(x).dataSync(), layer.forward(x).dataSync()];
    expect(second).not.toEqual(first);
    layer.rng.state = state;
    expect(layer.forward(x).dataSync()).toEqual(first);
  });
});

it("passes everything at a rate of 0", () => {
  tidy(() => void expect(new Dropout(0, { rng }).forward(ones([3]))).toBeClose([1, 1, 1]));
});
