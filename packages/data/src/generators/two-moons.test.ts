import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { twoMoons } from "./two-moons.ts";

it("lies on the two half circles when there is no noise", () => {
  const { inputs, targets, size } = twoMoons(101, { rng: createRng(1), noise: 0 });
  expect(targets.filter((label) => label === 1)).toHaveLength(51); // the larger half of an odd number
  for (let i = 0; i < size; i++) {
    const [x, y] = [inputs[2 * i] ?? NaN, inputs[2 * i + 1] ?? NaN];
    // class 0: unit circle about the origin, y >= 0; class 1: unit circle about (1, 1/2), y <= 1/2
    expect(targets[i] === 0 ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5)).toBeCloseTo(1, 5);
    expect(targets[i] === 0 ? y : 0.5 - y).toBeGreaterThan(-1e-6);
  }
});

it("has the ends of the moons where scikit-learn has them", () => {
  // two points a class: t = 0 and π, so (1, 0), (-1, 0) and (0, 1/2), (2, 1/2)
  const { inputs, targets } = twoMoons(4, { rng: createRng(1), noise: 0 });
  const points = Array.from(targets, (label, i) => `${label}: ${inputs[2 * i]?.toFixed(3)} ${inputs[2 * i + 1]?.toFixed(3)}`).toSorted();
  expect(points).toEqual(["0: -1.000 0.000", "0: 1.000 0.000", "1: 0.000 0.500", "1: 2.000 0.500"]);
});

const make = (seed: number): Float32Array => twoMoons(50, { rng: createRng(seed) }).inputs;

it("gives equal points for equal seeds, in random order", () => {
  expect(make(4)).toEqual(make(4));
  expect(make(4)).not.toEqual(make(5));
  expect(new Set(twoMoons(50, { rng: createRng(4) }).targets.slice(0, 25)).size).toBe(2);
});

it("refuses what it cannot make", () => {
  const rng = createRng(0);
  expect(() => twoMoons(1, { rng })).toThrowSurenet("E_OPTION", /at least 2, got 1/);
  expect(() => twoMoons(10, { rng, noise: -1 })).toThrowSurenet("E_OPTION", /noise/);
  expect(() => twoMoons(10, { rng, nois: 1 } as never)).toThrowSurenet("E_OPTION", /Did you mean "noise"/);
  expect(() => twoMoons(10, {} as never)).toThrowSurenet("E_OPTION", /createRng/);
});
