import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { concentricSpheres } from "./concentric-spheres.ts";

it("puts every point at its class's radius, in any dimension", () => {
  const { inputs, targets, inputShape, classes } = concentricSpheres(60, { rng: createRng(1), dimension: 5, radii: [1, 2, 4] });
  expect([inputShape, classes]).toEqual([[5], 3]);
  for (let i = 0; i < 60; i++) expect(Math.hypot(...inputs.subarray(5 * i, 5 * i + 5))).toBeCloseTo([1, 2, 4][targets[i] ?? 0] ?? NaN, 5);
});

it("spreads the points evenly over directions", () => {
  // the mean of 4,000 unit vectors in the plane is a random walk of length sqrt(1/4000) = 0.016
  const { inputs } = concentricSpheres(4000, { rng: createRng(2), radii: [1] });
  const mean = [0, 1].map((d) => inputs.filter((_, k) => k % 2 === d).reduce((sum, x) => sum + x, 0) / 4000);
  expect(Math.hypot(...mean)).toBeLessThan(0.05);
});

const make = (seed: number) => concentricSpheres(10, { rng: createRng(seed), noise: 0.1 });

it("shares the points out equally and gives equal ones for equal seeds", () => {
  expect(make(1).targets.filter((label) => label === 1)).toHaveLength(5);
  expect(make(1).inputs).toEqual(make(1).inputs);
  expect(make(1).inputs).not.toEqual(make(2).inputs);
});

it("refuses what it cannot make", () => {
  const rng = createRng(0);
  expect(() => concentricSpheres(10, { rng, radii: [1, -2] })).toThrowSurenet("E_OPTION", /radii.*got \[1, -2\]/);
  expect(() => concentricSpheres(10, { rng, dimension: 0 })).toThrowSurenet("E_OPTION", /dimension/);
  expect(() => concentricSpheres(2, { rng, radii: [1, 2, 3] })).toThrowSurenet("E_OPTION", /at least 3, got 2/);
  expect(() => concentricSpheres(10, { rng, radius: 1 } as never)).toThrowSurenet("E_OPTION", /"radii"/);
});
