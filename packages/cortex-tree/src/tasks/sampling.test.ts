import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { chunkSizes } from "./chunk-sizes.ts";
import { minorityUpsampling } from "./minority-upsampler.ts";

it("brings every group equally often, the smaller ones again", () => {
  expect(minorityUpsampling([[0, 1, 2], [3], []])).toEqual([0, 3, 1, 3, 2, 3]);
  const random = minorityUpsampling([[0, 1, 2], [3]], { rng: createRng(1) }); // prettier-ignore
  expect(random.filter((i) => i === 3)).toHaveLength(3);
  expect(random.filter((i) => i !== 3).toSorted()).toEqual([0, 1, 2]);
});

it("cuts into chunks whose last one may be smaller", () => {
  expect(chunkSizes(7, 3)).toEqual([3, 3, 1]);
  expect(chunkSizes(0, 3)).toEqual([]);
});
