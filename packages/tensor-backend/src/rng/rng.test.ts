import { expect, it } from "vitest";
import { createRng } from "./rng.ts";

it("is reproducible and independent of what a parent has drawn", () => {
  const [a, b] = [createRng(7), createRng(7)];
  a.values.normal(13);
  expect(a.fork("x").values.uniform(4)).toEqual(b.fork("x").values.uniform(4));
  expect(a.fork("x").values.uniform(4)).not.toEqual(b.fork("y").values.uniform(4));
});
