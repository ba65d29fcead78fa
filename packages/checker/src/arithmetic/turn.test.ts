import { expect, it } from "vitest";
import { turn, TURN_ERROR } from "./turn.ts";

it("knows the angles whose cosines are known", () => {
  for (const [j, n, c, s] of [
    [0, 7, 1, 0],
    [1, 4, 0, 1],
    [1, 2, -1, 0],
    [3, 4, 0, -1],
    [1, 12, Math.sqrt(3) / 2, 0.5],
    [1, 8, Math.SQRT1_2, Math.SQRT1_2],
    [-1, 3, -0.5, -Math.sqrt(3) / 2],
    [13, 12, Math.sqrt(3) / 2, 0.5],
  ] as const) {
    const [cosine, sine] = turn(j, n);
    expect(Math.abs(cosine - c), `${j}/${n}`).toBeLessThan(TURN_ERROR);
    expect(Math.abs(sine - s), `${j}/${n}`).toBeLessThan(TURN_ERROR);
  }
});

it("stays within its error of another implementation, with half of it to spare", () => {
  for (let n = 1; n < 120; n++) {
    for (let j = 0; j < n; j++) {
      const [cosine, sine] = turn(j, n);
      const angle = (2 * Math.PI * j) / n; // rounds by 2 ulps of up to 2π: 9e-16
      expect(Math.abs(cosine - Math.cos(angle))).toBeLessThan(TURN_ERROR / 2);
      expect(Math.abs(sine - Math.sin(angle))).toBeLessThan(TURN_ERROR / 2);
    }
  }
});
