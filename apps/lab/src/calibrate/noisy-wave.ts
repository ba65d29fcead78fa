import { ArrayDataset } from "@surenet/data";
import type { Rng } from "@surenet/tensor-backend";

const GAP = 1; // half of it: nothing is known around 0
const REACH = 3;

/** The noise of a measurement at x: four times as much on the right. */
export function noiseAt(x: number): number {
  return x < 0 ? 0.07 : 0.28;
}

/** Measurements of `sin(1.5 x)` on both sides of a gap, noisier on the right: `inputs [n, 1]`, `targets [n, 1]`. */
export function noisyWave(n: number, rng: Rng): ArrayDataset {
  const { values } = rng;
  const inputs = values.uniform(n).map((u, i) => (i % 2 === 0 ? -1 : 1) * (GAP + u * (REACH - GAP)));
  const noise = values.normal(n);
  const targets = inputs.map((x, i) => Math.sin(1.5 * x) + noiseAt(x) * (noise[i] ?? 0));
  return new ArrayDataset({ inputs, inputShape: [1], targets, targetShape: [1] });
}
