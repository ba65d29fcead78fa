import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { balancedPlaces } from "./balanced-places.ts";

it("counts the samples of every class from 0 to count - 1", () => {
  const places = balancedPlaces(8, 3, createRng(1)); // 3 + 3 + 2
  for (const [label, count] of [3, 3, 2].entries()) {
    const own = places.filter((place) => place.label === label);
    expect(own.map(({ position }) => position).toSorted()).toEqual([0, 1, 2].slice(0, count));
    expect(own.every((place) => place.count === count)).toBe(true);
  }
});
