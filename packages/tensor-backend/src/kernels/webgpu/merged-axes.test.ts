import { expect, it } from "vitest";
import { mergedAxes } from "./merged-axes.ts";

it.each<[number[], number[], [number[], number[]]]>([
  [
    [2, 3, 3, 2, 9],
    [9],
    [
      [36, 9],
      [1, 9],
    ],
  ],
  [
    [2, 3, 1, 1, 4],
    [3, 5, 6, 4],
    [
      [2, 3, 1, 4],
      [1, 3, 30, 4],
    ],
  ],
  [
    [2, 3, 4, 5, 6],
    [2, 3, 4, 5, 6],
    [[720], [720]],
  ],
  [[1, 1, 1, 1, 1], [1], [[], []]],
  [
    [0, 1, 2, 1, 2],
    [2],
    [
      [0, 2],
      [1, 2],
    ],
  ],
])("takes the axes of %j and %j together", (a, b, want) => {
  // prettier-ignore
  expect(mergedAxes(a, b)).toEqual(want);
});
