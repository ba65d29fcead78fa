import { tensor } from "@tensorflow/tfjs-core";
import { Parameter } from "@surenet/nn";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { clampWeights, normaliseWeights } from "./constrain.ts";

it("weights keep a sum per receiver, and stay between limits", async () => {
  const weight = new Parameter(() => tensor([[1, 2], [3, -2]])); // prettier-ignore
  normaliseWeights(weight, { order: 1, scale: 8, axis: 0 });
  expect(weight.variable).toBeClose([[2, 4], [6, -4]]); // prettier-ignore
  clampWeights(weight, { minimum: 0, maximum: 5 });
  expect(weight.variable).toBeClose([[2, 4], [5, 0]]); // prettier-ignore
  await expectNoLeak(() => {
    normaliseWeights(weight, { scale: 2 });
    clampWeights(weight, { maximum: 1 });
  });
  expect(() => clampWeights(weight, {})).toThrowSurenet("E_OPTION", /here or as maximum/);
  expect(() => clampWeights(weight, { minimum: 1, maximum: 0 })).toThrowSurenet("E_OPTION", /below maximum, which is 0/);
  expect(() => normaliseWeights(weight, { scale: 0 })).toThrowSurenet("E_OPTION", /scale/);
  weight.dispose();
});
