import { expect, it } from "vitest";
import { standardised } from "./standardised.ts";

it("has mean 0 and deviation 1, or 0 everywhere", () => {
  expect([...standardised([1, 3, 1, 3])]).toEqual([-1, 1, -1, 1]);
  expect([...standardised([7, 7])]).toEqual([0, 0]);
});
