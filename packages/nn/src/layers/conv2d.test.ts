import { ones, range, reshape, tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { gradientError, testLayer, weights } from "@surenet/testing";
import { expect, it } from "vitest";
import { Conv2d, type Conv2dOptions, conv2d } from "./conv2d.ts";

const rng = createRng(0);
const make = (inChannels: number, outChannels: number, options: Omit<Conv2dOptions, "rng">) => (seed: number) =>
  new Conv2d(inChannels, outChannels, { ...options, rng: createRng(seed) });

testLayer({
  name: "Conv2d",
  make: make(2, 3, { kernelSize: 3, padding: 1 }),
  input: [2, 4, 4, 2],
  output: [2, 4, 4, 3],
  refuses: [
    ["an even split that is none", () => new Conv2d(3, 4, { kernelSize: 3, groups: 2, rng }), "E_OPTION"],
    ["a negative padding", () => new Conv2d(1, 1, { kernelSize: 3, padding: -1, rng }), "E_OPTION"],
    ["a kernel of three sizes", () => new Conv2d(1, 1, { kernelSize: [3, 3, 3] as unknown as [3, 3], rng }), "E_OPTION"],
    ["an unknown option", () => new Conv2d(1, 1, { kernel: 3, rng } as unknown as Conv2dOptions), "E_OPTION"],
    ["other channels", () => tidy(() => make(2, 1, { kernelSize: 1 })(0).forward(ones([1, 3, 3, 1]))), "E_SHAPE"],
    ["a single image without a batch", () => tidy(() => make(1, 1, { kernelSize: 1 })(0).forward(ones([3, 3, 1]))), "E_SHAPE"],
    ["a kernel larger than the image", () => tidy(() => make(1, 1, { kernelSize: 5 })(0).forward(ones([1, 4, 4, 1]))), "E_SHAPE"],
  ],
});
testLayer({
  name: "Conv2d with a stride and an oblong kernel",
  make: make(1, 2, { kernelSize: [3, 2], stride: [2, 1] }),
  input: [1, 5, 4, 1],
  output: [1, 2, 3, 2],
});
testLayer({
  name: "Conv2d in groups",
  make: make(4, 2, { kernelSize: 2, groups: 2, padding: "same" }),
  input: [1, 3, 3, 4],
  output: [1, 3, 3, 2],
});
testLayer({
  name: "Conv2d with dilation",
  make: make(1, 2, { kernelSize: 2, dilation: 2, padding: 1 }),
  input: [1, 4, 4, 1],
  output: [1, 4, 4, 2],
});

it("correlates: 1·1 + 2·2 + 4·3 + 5·4 = 37 at the first place of a 3 by 3 image", () => {
  tidy(() => {
    const image = reshape(range(1, 10), [1, 3, 3, 1]);
    const kernel = tensor([1, 2, 3, 4], [2, 2, 1, 1]);
    // each step to the right adds 1 + 2 + 3 + 4 = 10, each step down 30
    expect(conv2d(image, kernel)).toBeClose([37, 47, 67, 77]);
    expect(conv2d(image, kernel, tensor([100]), { stride: 2 })).toBeClose([137]);
    // padded by 1 the first window sees only the pixel 1, under the kernel's last weight
    expect(conv2d(image, kernel, undefined, { padding: 1 }).dataSync()[0]).toBe(4);
    // dilated by 2 it sees the corners 1, 3, 7, 9: 1 + 6 + 21 + 36
    expect(conv2d(image, kernel, undefined, { dilation: 2 })).toBeClose([64]);
  });
});

it.each([{}, { stride: 2, padding: 1 }, { dilation: 2, padding: 2 }, { groups: 2, padding: "same" as const }])(
  "has the gradients of kernel and bias with %j",
  (options) => {
    tidy(() => {
      const x = tensor(weights(2 * 5 * 4 * 2), [2, 5, 4, 2]);
      const kernel = tensor(weights(2 * 2 * 2 * 4), [2, 2, options.groups === 2 ? 1 : 2, options.groups === 2 ? 8 : 4]);
      const bias = tensor(weights(options.groups === 2 ? 8 : 4));
      expect(gradientError((w, b) => conv2d(x, w, b, options), [kernel, bias])).toBeLessThan(5e-3);
    });
  },
);

it("keeps groups apart: each output sees its own channel", () => {
  tidy(() => {
    const x = tensor([3, 5], [1, 1, 1, 2]);
    const weight = tensor([10, 100], [1, 1, 1, 2]);
    expect(conv2d(x, weight, undefined, { groups: 2 })).toBeClose([30, 500]);
  });
});

it("starts within ±1/√(3 · 3 · 4), as torch does", () => {
  const layer = new Conv2d(4, 50, { kernelSize: 3, rng });
  const largest = Math.max(...layer.weight.variable.dataSync().map(Math.abs), ...(layer.bias?.variable.dataSync() ?? []).map(Math.abs));
  expect(largest).toBeLessThanOrEqual(1 / 6);
  expect(largest).toBeGreaterThan(0.99 / 6); // 1850 draws: P(all below 99%) = 0.99^1850 = 1e-8
  layer.dispose();
});
