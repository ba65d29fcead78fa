import { tensor, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { clipByNorm, clipByValue } from "./clip.ts";

it("scales the gradients to a joint length of 1: (3, 4) has length 5", () => {
  tidy(() => {
    const [a, b] = clipByNorm(1)([tensor([3]), tensor([[4]])]);
    expect(a?.dataSync() ?? []).toBeClose([0.6]);
    expect(b?.dataSync() ?? []).toBeClose([0.8]);
  });
});

it("leaves short gradients alone", () => {
  tidy(() => void expect(clipByNorm(6)([tensor([3]), tensor([4])])[1]?.dataSync() ?? []).toBeClose([4]));
});

it("limits every element", () => {
  tidy(() => void expect(clipByValue(1)([tensor([0.5, -3])])[0]?.dataSync() ?? []).toBeClose([0.5, -1]));
});

it("refuses a limit that is not positive", () => {
  expect(() => clipByNorm(0)).toThrowSurenet("E_OPTION", /maxNorm.*got 0/);
  expect(() => clipByValue(NaN)).toThrowSurenet("E_OPTION", /limit.*got NaN/);
});
