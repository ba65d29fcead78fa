import { invalidOption } from "@surenet/tensor-backend";
import { ArrayDataset } from "../dataset/array-dataset.ts";
import { balancedPlaces } from "./balanced-places.ts";
import { checkGenerator, checkSpread, type GeneratorOptions } from "./check-generator.ts";

export interface ConcentricSpheresOptions extends GeneratorOptions {
  /** Coordinates of a point. */
  readonly dimension?: number;
  /** One radius a class. */
  readonly radii?: readonly number[];
  /** Standard deviation of the Gaussian added to every coordinate. */
  readonly noise?: number;
}

/**
 * Spheres about the origin, one a class, with points uniform on each, in random order.
 *
 * `x = radii[label] · z / |z| + noise · e`, `z` and `e` standard Gaussian: a direction uniform on the sphere (Muller 1959).
 * Without noise two classes are exactly `|r_i − r_j|` apart, so the largest certified radius is known: half of it.
 *
 * @returns inputs `[n, dimension]`, one class a radius
 * @throws SurenetError `E_OPTION`
 * @example concentricSpheres(1000, { rng, dimension: 10, radii: [1, 1.3] })
 */
export function concentricSpheres(n: number, options: ConcentricSpheresOptions): ArrayDataset {
  const where = "concentricSpheres";
  checkGenerator(where, { n, least: options?.radii?.length ?? 2, options, known: ["dimension", "radii", "noise"] });
  const { rng, dimension = 2, radii = [1, 2], noise = 0 } = options;
  checkSpread(where, "noise", noise);
  if (!(Number.isSafeInteger(dimension) && dimension > 0)) {
    throw invalidOption({ where, option: "dimension", got: dimension, expected: "a positive integer" });
  }
  if (radii.length === 0 || !radii.every((r) => r >= 0 && r < Infinity)) {
    throw invalidOption({ where, option: "radii", got: radii, expected: "finite numbers of at least 0, one a class" });
  }
  const places = balancedPlaces(n, radii.length, rng);
  const directions = rng.values.normal(n * dimension);
  const inputs = rng.values.normal(n * dimension, { std: noise });
  places.forEach(({ label }, i) => {
    const z = directions.subarray(i * dimension, (i + 1) * dimension);
    const length = Math.hypot(...z);
    for (let d = 0; d < dimension; d++) {
      const k = i * dimension + d;
      inputs[k] = (inputs[k] ?? 0) + ((radii[label] ?? 0) * (z[d] ?? 0)) / length;
    }
  });
  return new ArrayDataset({
    inputs,
    inputShape: [dimension],
    targets: Int32Array.from(places, ({ label }) => label),
    classes: radii.length,
  });
}
