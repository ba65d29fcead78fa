import { ones, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { gradientError, testLayer, weights } from "@surenet/testing";
import { expect, it } from "vitest";
import { Conv1d, conv1d } from "./conv1d.ts";

const rng = createRng(0);

testLayer({
  name: "Conv1d",
  make: (seed) => new Conv1d(3, 2, { kernelSize: 3, padding: "same", rng: createRng(seed) }),
  input: [2, 5, 3],
  output: [2, 5, 2],
  refuses: [
    ["other channels", () => tidy(() => new Conv1d(3, 2, { kernelSize: 3, rng }).forward(ones([2, 5, 4]))), "E_SHAPE"],
    ["a kernel of no taps", () => new Conv1d(3, 2, { kernelSize: 0, rng }), "E_OPTION"],
    ["an unknown padding", () => new Conv1d(3, 2, { kernelSize: 3, padding: "causal" as "same", rng }), "E_OPTION"],
  ],
});

testLayer({
  name: "Conv1d, dilated",
  make: (seed) => new Conv1d(2, 2, { kernelSize: 3, padding: "same", dilation: 2, bias: false, rng: createRng(seed) }),
  input: [2, 6, 2],
});

it("sums neighbours, and puts the odd zero of an even kernel on the right", () => {
  tidy(() => {
    const x = tensor([1, 2, 4], [1, 3, 1]);
    // (1 + 2, 2 + 4, 4 + 0)
    expect(conv1d(x, ones([2, 1, 1]), undefined, { padding: "same" })).toBeClose(tensor([3, 6, 4], [1, 3, 1]));
    // (0 + 1·1 + 10·2, 1·1 + ..): taps (1, 10, 100) at dilation 1: 10·1 + 100·2 = 210, 1 + 20 + 400 = 421, 2 + 40 = 42
    expect(conv1d(x, tensor([1, 10, 100], [3, 1, 1]), undefined, { padding: "same" })).toBeClose([[[210], [421], [42]]]);
  });
});

it("leaps over positions, and refuses a kernel longer than what it slides over", () => {
  tidy(() => {
    const x = tensor([1, 2, 4, 8], [1, 4, 1]);
    expect(conv1d(x, ones([2, 1, 1]), tensor([0.5]), { stride: 2 })).toBeClose([[[3.5], [12.5]]]); // 1 + 2, 4 + 8
    expect(conv1d(x, ones([2, 1, 1]), tensor([0.5]), { dilation: 2 })).toBeClose([[[5.5], [10.5]]]); // 1 + 4, 2 + 8
    expect(() => conv1d(x, ones([5, 1, 1]))).toThrowSurenet("E_SHAPE", /5/);
    expect(() => conv1d(x, ones([3, 1, 1]), undefined, { dilation: 2 })).toThrowSurenet("E_SHAPE", /5/);
  });
});

it("has the gradients of kernel and bias", () => {
  tidy(() => {
    const x = tensor(weights(24), [2, 4, 3]);
    const error = gradientError((w, b) => conv1d(x, w, b, { padding: "same" }), [tensor(weights(18), [3, 3, 2]), zeros([2])]);
    expect(error).toBeLessThan(5e-3);
  });
});
