import { moments, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { fans } from "./fans.ts";
import { kaimingUniform } from "./kaiming-uniform.ts";
import { xavierUniform } from "./xavier-uniform.ts";

it("counts inputs and outputs: a 3 by 5 kernel from 2 to 4 channels has 30 and 60", () => {
  expect(fans([3, 5, 2, 4])).toEqual({ fanIn: 30, fanOut: 60 });
  expect(fans([7, 4])).toEqual({ fanIn: 7, fanOut: 4 });
});

it.each([
  // a uniform law on ±b has variance b²/3
  ["kaimingUniform, torch's default", () => kaimingUniform([64, 100], { rng: createRng(0) }), 1 / 8],
  ["kaimingUniform for ReLU", () => kaimingUniform([64, 100], { rng: createRng(0), negativeSlope: 0 }), Math.sqrt(6 / 64)],
  ["xavierUniform", () => xavierUniform([50, 100], { rng: createRng(0) }), Math.sqrt(6 / 150)],
  ["xavierUniform with a gain", () => xavierUniform([50, 100], { rng: createRng(0), gain: 2 }), 2 * Math.sqrt(6 / 150)],
])("%s fills ±b evenly", (_, make, bound) => {
  tidy(() => {
    const weight = make();
    const largest = Math.max(...weight.dataSync().map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
    expect(largest).toBeGreaterThan(0.99 * bound); // at least 5000 draws: 0.99^5000 = 1e-22
    // relative deviation of a sample variance of n uniform draws: √(0.8 / n) ≤ 0.013
    expect((moments(weight).variance.dataSync()[0] ?? NaN) / (bound ** 2 / 3)).toBeCloseTo(1, 1);
  });
});
