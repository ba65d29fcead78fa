import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { generate, generators } from "./generate.ts";

it.each(Object.keys(generators))("makes %s from a name, equal for equal seeds", (name) => {
  const [a, b] = [generate(name, 20, createRng(5)), generate(name, 20, createRng(5))];
  expect(a.size).toBe(20);
  expect(a).toEqual(b);
});

it("names the nearest generator", () => {
  expect(() => generate("twomoon", 20, createRng(5))).toThrowSurenet("E_OPTION", /Did you mean "twoMoons"/);
  expect(() => generate("toString", 20, createRng(5))).toThrowSurenet("E_OPTION", /one of concentricSpheres/);
});
