import { expect, it } from "vitest";
import { centreDigit } from "./centre-digit.ts";

/** A bar on paper of 40 × 40 pixels. */
function bar({ left, top, width, height }: { left: number; top: number; width: number; height: number }): Float32Array {
  return Float32Array.from({ length: 1600 }, (_, k) => {
    const [column, row] = [k % 40, Math.floor(k / 40)];
    return Number(column >= left && column < left + width && row >= top && row < top + height);
  });
}

it("puts a bar of any place and size where MNIST has it", () => {
  // the longer side, 30 and 10 pixels, becomes 20 of 28; the shorter, a fifth of it, 4: columns 12 to 15 and rows 4 to 23 are ink
  for (const drawn of [
    { left: 1, top: 2, width: 6, height: 30 },
    { left: 33, top: 25, width: 2, height: 10 },
  ]) {
    const out = centreDigit(bar(drawn), { side: 40 });
    expect(out.reduce((sum, ink) => sum + ink, 0)).toBeCloseTo(80, 0);
    for (const [row, column, ink] of [
      [14, 13, 1],
      [14, 14, 1],
      [5, 13, 1],
      [22, 14, 1],
      [14, 9, 0],
      [14, 18, 0],
      [1, 13, 0],
      [26, 14, 0],
    ] as const) {
      expect(out[28 * row + column], `row ${row}, column ${column}`).toBeCloseTo(ink, 5);
    }
  }
});

it("does not take noise for ink", () => {
  const drawn = { left: 10, top: 5, width: 6, height: 30 };
  const noisy = bar(drawn).map((ink, k) => (ink > 0 ? ink : 0.1 * (k % 2)));
  const [clean, made] = [centreDigit(bar(drawn), { side: 40 }), centreDigit(noisy, { side: 40 })];
  expect(Math.max(...clean.map((ink, k) => Math.abs(ink - (made[k] ?? NaN))))).toBeLessThanOrEqual(0.1);
});

it("refuses empty paper and paper that is no square", () => {
  expect(() => centreDigit(new Float32Array(1600), { side: 40 })).toThrowSurenet("E_VALUE", /nothing on the paper/);
  expect(() => centreDigit(new Float32Array(1600), { side: 41 })).toThrowSurenet("E_OPTION", /root of 1600 pixels, got 41/);
  expect(() => centreDigit(new Float32Array(1600), { side: 40, size: 2.5 })).toThrowSurenet("E_OPTION", /positive integer/);
});
