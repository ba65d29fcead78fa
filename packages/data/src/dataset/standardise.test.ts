import { expect, it } from "vitest";
import { channelStatistics, standardiseValues } from "./standardise.ts";

it("counts in float64 and divides by n", () => {
  // channel 0: 1, 3 (mean 2, std 1); channel 1: 1e7 + 0, 2 (a float32 sum of squares would lose it)
  expect(channelStatistics(new Float32Array([1, 1e7, 3, 1e7 + 2]), 2)).toEqual({ mean: [2, 1e7 + 1], std: [1, 1] });
});

it("turns a constant channel into exactly 0, whatever its value", () => {
  const values = new Float32Array(7).fill(0.1); // seven sevenths of 0.1 do not add up to 0.1
  const statistics = channelStatistics(values, 1);
  expect(statistics.std).toEqual([1]);
  expect(standardiseValues(values, 1, statistics)).toEqual(new Float32Array(7));
});

it("refuses statistics of other data, or damaged ones", () => {
  const values = new Float32Array(4);
  expect(() => standardiseValues(values, 2, { mean: [0], std: [1] })).toThrowSurenet("E_SHAPE", /2 means and stds, got \[1, 1\]/);
  expect(() => standardiseValues(values, 2, { mean: [0, 0], std: [1, 0] })).toThrowSurenet("E_VALUE", /feature 1.*positive std/);
  expect(() => standardiseValues(values, 1, { mean: [NaN], std: [1] })).toThrowSurenet("E_VALUE", /feature 0/);
});
