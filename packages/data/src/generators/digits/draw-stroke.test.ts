import { expect, it } from "vitest";
import { drawStroke } from "./draw-stroke.ts";

it("fades from ink to paper over one pixel", () => {
  // a horizontal line at y = 2.5 with radius 1: row centres at distance 0, 1, 2 get min(1, 1.5 - d) = 1, 0.5, 0
  const pixels = new Float32Array(25);
  drawStroke(
    { pixels, size: 5 },
    [
      [-3, 2.5],
      [8, 2.5],
    ],
    1,
  );
  expect(Array.from({ length: 5 }, (_, row) => pixels[row * 5 + 2])).toEqual([0, 0.5, 1, 0.5, 0]);
});

it("draws a dot for a stroke without length, and nothing outside the canvas", () => {
  const pixels = new Float32Array(9);
  drawStroke(
    { pixels, size: 3 },
    [
      [1.5, 1.5],
      [1.5, 1.5],
    ],
    0.5,
  );
  drawStroke(
    { pixels, size: 3 },
    [
      [-9, -9],
      [-8, -8],
    ],
    0.5,
  );
  expect(Array.from(pixels)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
});
