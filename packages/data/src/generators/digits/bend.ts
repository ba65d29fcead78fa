import type { Rng } from "@surenet/tensor-backend";
import type { Stroke } from "./digit-strokes.ts";

const WAVES = [1, 2] as const; // half periods across the square: what bends a stroke, not what makes it tremble
const STEP = 0.08; // of the side: straight lines bend too

/**
 * A smooth random map of the unit square, near the identity: the unsteadiness of a hand.
 *
 * `p + Σ a_ij · cos(π (i x + j y) + φ_ij)` over a few low frequencies, for each axis with amplitudes of its own, so that a point moves by a deviation of `bend`
 * along each axis: half the sum of four variances `bend² / 2`.
 */
export function randomBend(rng: Rng, bend: number): (stroke: Stroke) => Stroke {
  const waves = WAVES.flatMap((i) => WAVES.map((j) => [i, j] as const));
  const count = 2 * waves.length;
  const amplitudes = rng.values.normal(count, { std: bend / Math.SQRT2 });
  const phases = rng.values.uniform(count, { high: 2 * Math.PI });
  const moved = (axis: 0 | 1, x: number, y: number): number =>
    waves.reduce((sum, [i, j], k) => {
      const at = axis * waves.length + k;
      return sum + (amplitudes[at] ?? 0) * Math.cos(Math.PI * (i * x + j * y) + (phases[at] ?? 0));
    }, 0);
  return (stroke) => dense(stroke).map(([x, y]) => [x + moved(0, x, y), y + moved(1, x, y)]);
}

/** The same line with points at least every 0.08. */
function dense(stroke: Stroke): Stroke {
  return stroke.flatMap(([x, y], i) => {
    const [fromX, fromY] = stroke[i - 1] ?? [x, y];
    const parts = Math.max(1, Math.ceil(Math.hypot(x - fromX, y - fromY) / STEP));
    return Array.from({ length: parts }, (_, k) => {
      const share = (k + 1) / parts;
      return [fromX + share * (x - fromX), fromY + share * (y - fromY)] as const;
    });
  });
}
