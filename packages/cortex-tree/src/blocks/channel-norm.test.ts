import { type Tensor, grad, ones, square, sum, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { gradientError, weights } from "@surenet/testing";
import { expect, it } from "vitest";
import { channelNorm } from "./channel-norm.ts";

const eps = 1e-5;

it("normalises rows: (1, 3) has mean 2 and biased variance 1; a constant row stays zero, where 0/√ε = 0", () => {
  tidy(() => {
    const x = tensor([[[1, 3], [5, 5]]]); // prettier-ignore
    expect(channelNorm(x, tensor([2, 3]), tensor([10, 20]), eps)).toBeClose([[[8, 23], [10, 20]]]); // prettier-ignore
  });
});

it("takes a small variance for ε: (0, 0.002) deviates by 0.001, which 1/√1e-5 makes 0.3162", () => {
  tidy(() => void expect(channelNorm(tensor([[0, 0.002]]), ones([2]), zeros([2]), eps)).toBeClose([[-0.31623, 0.31623]], 1e-4));
});

it("has the gradients of all three, and the gradient of that", () => {
  tidy(() => {
    const [x, w, b] = [tensor(weights(12), [3, 4]), tensor(weights(4)), tensor(weights(4))];
    expect(gradientError((a, c, d) => channelNorm(a, c, d, eps), [x, w, b])).toBeLessThan(5e-3);
    const slope = (a: Tensor): Tensor => grad((p: Tensor) => sum(square(channelNorm(p, w, b, eps))))(a);
    expect(gradientError(slope, [x])).toBeLessThan(1e-2);
  });
});
