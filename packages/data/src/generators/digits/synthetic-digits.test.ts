import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import type { ArrayDataset } from "../../dataset/array-dataset.ts";
import { syntheticDigits } from "./synthetic-digits.ts";

/** The part of `test` whose nearest class mean of `train` is its own. */
function nearestMeanAccuracy(train: ArrayDataset, test: ArrayDataset): number {
  const width = train.inputs.length / train.size;
  const means = Array.from({ length: 10 }, () => new Float64Array(width));
  const counts = means.map((_, label) => train.targets.filter((target: number) => target === label).length);
  train.inputs.forEach((x, k) => {
    const label = train.targets[Math.floor(k / width)] ?? 0;
    const mean = means[label];
    if (mean) mean[k % width] = (mean[k % width] ?? 0) + x / (counts[label] ?? 1);
  });
  let right = 0;
  for (let i = 0; i < test.size; i++) {
    const row = test.inputs.subarray(i * width, (i + 1) * width);
    const distances = means.map((mean) => mean.reduce((sum, m, k) => sum + (m - (row[k] ?? 0)) ** 2, 0));
    if (distances.indexOf(Math.min(...distances)) === test.targets[i]) right++;
  }
  return right / test.size;
}

it("is neither hopeless nor trivial for the nearest class mean", () => {
  const { train, test } = syntheticDigits(1500, { rng: createRng(0) }).split({ holdout: { last: 500 } });
  const accuracy = nearestMeanAccuracy(train, test); // chance is 0.1
  expect(accuracy).toBeGreaterThan(0.6);
  expect(accuracy).toBeLessThan(0.97);
});

it("has pixels in [0, 1], paper mostly and ink in every image", () => {
  const { inputs, inputShape, classes } = syntheticDigits(50, { rng: createRng(1), size: 16, noise: 0 });
  expect([inputShape, classes]).toEqual([[16, 16, 1], 10]);
  expect([Math.min(...inputs), Math.max(...inputs)]).toEqual([0, 1]);
  for (let i = 0; i < 50; i++) {
    const ink = inputs.subarray(i * 256, (i + 1) * 256).reduce((sum, x) => sum + x, 0) / 256;
    expect(ink).toBeGreaterThan(0.02);
    expect(ink).toBeLessThan(0.4);
  }
});

const make = (seed: number) => syntheticDigits(20, { rng: createRng(seed) });

it("gives equal images for equal seeds, and other hands for other seeds", () => {
  expect(make(3)).toEqual(make(3));
  expect(make(3).inputs).not.toEqual(make(4).inputs);
});

it("writes each digit in several ways, with hands that are not steady", () => {
  const { train, test } = syntheticDigits(1500, { rng: createRng(0), bend: 0.04, shapes: "several" }).split({ holdout: { last: 500 } });
  const accuracy = nearestMeanAccuracy(train, test); // 0.6 to 0.97 for one shape and a steady hand
  expect(accuracy).toBeGreaterThan(0.4);
  expect(accuracy).toBeLessThan(0.7);
});

it("refuses what it cannot draw", () => {
  expect(() => syntheticDigits(20, { rng: createRng(0), size: 4 })).toThrowSurenet("E_OPTION", /at least 8, got 4/);
  expect(() => syntheticDigits(9, { rng: createRng(0) })).toThrowSurenet("E_OPTION", /at least 10, got 9/);
  expect(() => syntheticDigits(20, { rng: createRng(0), bend: -1 })).toThrowSurenet("E_OPTION", /bend/);
});
