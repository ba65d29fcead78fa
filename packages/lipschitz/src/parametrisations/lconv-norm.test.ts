import { tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { Conv2d, Linear } from "@surenet/nn";
import { PadConv2d } from "../convolution/pad-conv2d.ts";
import { evaluateLipConst } from "../evaluate/evaluate-lip-const.ts";
import { lconvNorm, removeLconvNorm } from "./lconv-norm.ts";
import { bjorckNorm } from "./register.ts";

it("scales a kernel by one over the root of its taps that see a pixel", () => {
  for (const [kernelSize, stride, want] of [
    [3, 1, 1 / 3],
    [3, 2, 1 / 2],
    [[1, 4], [1, 3], Math.SQRT1_2],
  ] as const) {
    using layer = new Conv2d(2, 3, { kernelSize, stride, rng: createRng(1) }); // √(⌈3/1⌉²), √(⌈3/2⌉²), √(⌈4/3⌉)
    tidy(() => {
      const raw = layer.weight.variable.dataSync().map((value) => value * want);
      lconvNorm(layer);
      expect(layer.weight.value).toBeClose(raw);
      removeLconvNorm(layer);
      expect(layer.weight.variable).toBeClose(raw);
    });
  }
});

it("makes a plain zero-padded convolution 1-Lipschitz behind an orthogonal kernel", async () => {
  using layer = lconvNorm(bjorckNorm(new PadConv2d(2, 4, { kernelSize: 3, padding: 1, rng: createRng(1) })));
  const found = await evaluateLipConst(layer, null, { inputShape: [1, 5, 5, 2], rng: createRng(2) });
  expect(found).toBeLessThanOrEqual(1 + 1e-5);
  expect(found).toBeGreaterThan(0.5); // the factor is not wildly small
});

it("refuses what is no convolution", () => {
  using layer = new Linear(2, 2, { rng: createRng(1) });
  expect(() => lconvNorm(layer)).toThrowSurenet("E_OPTION", /a plain convolution/);
  expect(() => removeLconvNorm(layer)).toThrowSurenet("E_STATE", /no lconv step/);
});
