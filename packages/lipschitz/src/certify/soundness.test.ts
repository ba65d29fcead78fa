import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { randomModel } from "../../test/random-model.ts";
import { soundnessOf } from "../../test/soundness-of.ts";

it.each([1, 2, 3, 4, 5, 6, 7, 8])("no pair of points and no attack breaks what is promised of the random model %i", async (seed) => {
  const rng = createRng(seed);
  const drawn = randomModel(rng.fork("model"));
  using model = drawn.model;
  const { stretch, broken, attacked } = await soundnessOf({ ...drawn, model }, rng.fork("attack"));
  expect(stretch, drawn.about).toBeLessThanOrEqual(1 + 1e-12); // rounding of the two float64 evaluations
  expect(stretch, drawn.about).toBeGreaterThan(0);
  expect(broken, drawn.about).toBe(0);
  expect(attacked, drawn.about).toBeGreaterThan(0);
});
