import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { spirals } from "./spirals.ts";

it("lies on its arms when there is no noise", () => {
  const { inputs, targets } = spirals(90, { rng: createRng(1), classes: 3, turns: 2, noise: 0 });
  for (let i = 0; i < 90; i++) {
    const [x, y] = [inputs[2 * i] ?? NaN, inputs[2 * i + 1] ?? NaN];
    const t = Math.hypot(x, y);
    const turn = Math.atan2(y, x) / (2 * Math.PI) - 2 * t - (targets[i] ?? NaN) / 3; // an integer on the right arm
    expect(Math.abs(turn - Math.round(turn))).toBeLessThan(1e-5);
    expect(t).toBeLessThan(1);
  }
});

const make = (seed: number) => spirals(20, { rng: createRng(seed) }).inputs;

it("gives equal points for equal seeds and refuses what it cannot make", () => {
  expect(make(1)).toEqual(make(1));
  expect(make(1)).not.toEqual(make(2));
  expect(() => spirals(2, { rng: createRng(0), classes: 3 })).toThrowSurenet("E_OPTION", /1 to n = 2, got 3/);
  expect(() => spirals(20, { rng: createRng(0), turns: NaN })).toThrowSurenet("E_OPTION", /turns/);
});
