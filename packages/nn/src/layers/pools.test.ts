import { ones, range, reshape, tensor, tidy } from "@tensorflow/tfjs-core";
import { testLayer } from "@surenet/testing";
import { expect, it } from "vitest";
import { AvgPool2d } from "./avg-pool2d.ts";
import { GlobalAvgPool2d } from "./global-avg-pool2d.ts";
import { MaxPool2d } from "./max-pool2d.ts";

testLayer({
  name: "MaxPool2d",
  make: () => new MaxPool2d(2),
  input: [2, 4, 4, 2],
  output: [2, 2, 2, 2],
  refuses: [
    ["a window larger than the image", () => tidy(() => new MaxPool2d(3).forward(ones([1, 2, 2, 1]))), "E_SHAPE"],
    ["more padding than half the window", () => new MaxPool2d(2, { padding: 2 }), "E_OPTION"],
    ["a stride of zero", () => new MaxPool2d(2, { stride: 0 }), "E_OPTION"],
    ["rows instead of images", () => tidy(() => new MaxPool2d(2).forward(ones([2, 4]))), "E_SHAPE"],
  ],
});
testLayer({
  name: "MaxPool2d with overlap and padding",
  make: () => new MaxPool2d(3, { stride: 2, padding: 1 }),
  input: [1, 5, 5, 1],
  output: [1, 3, 3, 1],
});
testLayer({ name: "AvgPool2d", make: () => new AvgPool2d(2), input: [2, 4, 4, 2], output: [2, 2, 2, 2], lipschitz: 0.5 });
testLayer({
  name: "AvgPool2d with padding",
  make: () => new AvgPool2d([3, 2], { stride: 2, padding: 1 }),
  input: [1, 5, 4, 1],
  output: [1, 3, 3, 1],
});
testLayer({
  name: "GlobalAvgPool2d",
  make: () => new GlobalAvgPool2d(),
  input: [2, 3, 4, 2],
  output: [2, 2],
  lipschitz: 1 / Math.sqrt(12),
});

it("takes the largest and the mean of 1, 2, 4, 5", () => {
  tidy(() => {
    const image = reshape(range(1, 10), [1, 3, 3, 1]);
    expect(new MaxPool2d(2).forward(image)).toBeClose([5]);
    expect(new AvgPool2d(2).forward(image)).toBeClose([3]);
    expect(new GlobalAvgPool2d().forward(image)).toBeClose([5]);
  });
});

it("lets padding count as zeros in a mean and never win a maximum", () => {
  tidy(() => {
    const image = tensor([-1, -2, -3, -4], [1, 2, 2, 1]);
    expect(new AvgPool2d(2, { padding: 1 }).forward(image)).toBeClose([-0.25, -0.5, -0.75, -1]);
    expect(new MaxPool2d(2, { padding: 1 }).forward(image)).toBeClose([-1, -2, -3, -4]);
  });
});
