import { ArrayDataset } from "../dataset/array-dataset.ts";
import { checkGenerator, checkSpread, type GeneratorOptions } from "./check-generator.ts";

export interface TwoMoonsOptions extends GeneratorOptions {
  /** Standard deviation of the Gaussian added to every coordinate. */
  readonly noise?: number;
}

/**
 * Two interleaved half circles in the plane, in random order.
 *
 * Class 0: `(cos t, sin t)`, class 1: `(1 − cos t, ½ − sin t)`, with `t` evenly spaced on `[0, π]` within a class; of an odd `n` class 1 gets the
 * larger half. The geometry is scikit-learn's `make_moons`.
 *
 * @returns inputs `[n, 2]`, 2 classes
 * @throws SurenetError `E_OPTION`
 * @example twoMoons(2000, { rng: createRng(7) }).inputShape // [2]
 */
export function twoMoons(n: number, options: TwoMoonsOptions): ArrayDataset {
  checkGenerator("twoMoons", { n, least: 2, options, known: ["noise"] });
  const { rng, noise = 0.05 } = options;
  checkSpread("twoMoons", "noise", noise);
  const outer = Math.floor(n / 2);
  const order = rng.values.permutation(n);
  const inputs = rng.values.normal(2 * n, { std: noise });
  const targets = new Int32Array(n);
  order.forEach((place, i) => {
    const label = place < outer ? 0 : 1;
    const [count, position] = label === 0 ? [outer, place] : [n - outer, place - outer];
    const t = count > 1 ? (Math.PI * position) / (count - 1) : 0;
    const [x, y] = label === 0 ? [Math.cos(t), Math.sin(t)] : [1 - Math.cos(t), 0.5 - Math.sin(t)];
    inputs[2 * i] = (inputs[2 * i] ?? 0) + x;
    inputs[2 * i + 1] = (inputs[2 * i + 1] ?? 0) + y;
    targets[i] = label;
  });
  return new ArrayDataset({ inputs, inputShape: [2], targets, classes: 2, featureNames: ["x", "y"] });
}
