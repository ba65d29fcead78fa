import { invalidOption } from "@surenet/tensor-backend";
import { ArrayDataset } from "../dataset/array-dataset.ts";
import { balancedPlaces } from "./balanced-places.ts";
import { checkGenerator, checkSpread, type GeneratorOptions } from "./check-generator.ts";

export interface SpiralsOptions extends GeneratorOptions {
  /** The number of arms. */
  readonly classes?: number;
  /** How often an arm goes round the origin. */
  readonly turns?: number;
  /** Standard deviation of the Gaussian added to every coordinate. */
  readonly noise?: number;
}

/**
 * Arms of an Archimedean spiral that wind about the origin inside the unit disc, in random order.
 *
 * `x = t · (cos a, sin a)`, `a = 2π (turns · t + label / classes)`, `t = (position + ½) / count` evenly spaced on an arm.
 * Neighbouring arms are about `1 / (turns · classes)` apart along a radius.
 *
 * @returns inputs `[n, 2]`, one class an arm
 * @throws SurenetError `E_OPTION`
 * @example spirals(1000, { rng, classes: 3, turns: 1 })
 */
export function spirals(n: number, options: SpiralsOptions): ArrayDataset {
  const where = "spirals";
  checkGenerator(where, { n, least: 1, options, known: ["classes", "turns", "noise"] });
  const { rng, classes = 2, turns = 1.5, noise = 0.02 } = options;
  checkSpread(where, "noise", noise);
  checkSpread(where, "turns", turns);
  if (!(Number.isSafeInteger(classes) && classes > 0 && classes <= n)) {
    throw invalidOption({ where, option: "classes", got: classes, expected: `an integer from 1 to n = ${n}` });
  }
  const places = balancedPlaces(n, classes, rng);
  const inputs = rng.values.normal(2 * n, { std: noise });
  places.forEach(({ label, position, count }, i) => {
    const t = (position + 0.5) / count;
    const angle = 2 * Math.PI * (turns * t + label / classes);
    inputs[2 * i] = (inputs[2 * i] ?? 0) + t * Math.cos(angle);
    inputs[2 * i + 1] = (inputs[2 * i + 1] ?? 0) + t * Math.sin(angle);
  });
  return new ArrayDataset({
    inputs,
    inputShape: [2],
    targets: Int32Array.from(places, ({ label }) => label),
    classes,
    featureNames: ["x", "y"],
  });
}
