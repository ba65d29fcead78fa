import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { gaussianBlobs } from "./gaussian-blobs.ts";

it("sits exactly on the centers when there is no spread", () => {
  const { inputs, targets } = gaussianBlobs(6, {
    rng: createRng(1),
    centers: [
      [0, 1],
      [5, 6],
      [-3, 2],
    ],
    std: 0,
  });
  const points = Array.from(targets, (label, i) => [label, inputs[2 * i], inputs[2 * i + 1]].join(" ")).toSorted();
  expect(points).toEqual(["0 0 1", "0 0 1", "1 5 6", "1 5 6", "2 -3 2", "2 -3 2"]);
});

it("has the standard deviation asked for", () => {
  // of 10,000 numbers the estimate is off by 2 / sqrt(20000) = 0.014
  const { inputs } = gaussianBlobs(5000, { rng: createRng(2), centers: [[0, 0]], std: 2 });
  expect(Math.sqrt(inputs.reduce((sum, x) => sum + x * x, 0) / inputs.length)).toBeCloseTo(2, 1);
});

it("draws as many centers as classes, in the box", () => {
  const { inputs, classes, inputShape } = gaussianBlobs(40, { rng: createRng(3), classes: 4, dimension: 3, std: 0 });
  expect([classes, inputShape, new Set(inputs).size]).toEqual([4, [3], 12]);
  expect(Math.max(...inputs.map(Math.abs))).toBeLessThanOrEqual(10);
});

it("refuses contradictions", () => {
  const rng = createRng(0);
  expect(() => gaussianBlobs(9, { rng, centers: [[0], [1, 2]] })).toThrowSurenet("E_OPTION", /centers.*one length/);
  expect(() => gaussianBlobs(9, { rng, centers: [[0], [1]], classes: 3 })).toThrowSurenet("E_OPTION", /classes.*2, the number of centers/);
  expect(() => gaussianBlobs(9, { rng, centers: [[0], [1]], dimension: 2 })).toThrowSurenet("E_OPTION", /dimension.*1, the length/);
  expect(() => gaussianBlobs(2, { rng, classes: 3 })).toThrowSurenet("E_OPTION", /at least 3/);
  expect(() => gaussianBlobs(2, { rng, classes: 0 })).toThrowSurenet("E_OPTION", /classes.*positive/);
});
