import { invalidOption } from "@surenet/tensor-backend";
import { ArrayDataset } from "../dataset/array-dataset.ts";
import { balancedPlaces } from "./balanced-places.ts";
import { checkGenerator, checkSpread, type GeneratorOptions } from "./check-generator.ts";

export interface GaussianBlobsOptions extends GeneratorOptions {
  /** One centre a class; drawn when omitted. */
  readonly centers?: readonly (readonly number[])[];
  /** How many centres to draw. */
  readonly classes?: number;
  /** Coordinates of a drawn centre. */
  readonly dimension?: number;
  /** Standard deviation of every coordinate about its centre. */
  readonly std?: number;
}

const BOX = 10; // drawn centres are uniform in [-10, 10) in every coordinate, as in scikit-learn's make_blobs

/**
 * Gaussian clouds, one a class, in random order.
 *
 * `x = centers[label] + std · e`, `e` standard Gaussian.
 *
 * @returns inputs `[n, dimension]`, one class a centre
 * @throws SurenetError `E_OPTION`
 * @example gaussianBlobs(300, { rng, centers: [[0, 0], [3, 0], [0, 3]], std: 0.5 })
 */
export function gaussianBlobs(n: number, options: GaussianBlobsOptions): ArrayDataset {
  const where = "gaussianBlobs";
  checkGenerator(where, { n, least: 1, options, known: ["centers", "classes", "dimension", "std"] });
  const { rng, std = 1 } = options;
  checkSpread(where, "std", std);
  const centers = options.centers ?? drawnCenters(options);
  const dimension = centers[0]?.length ?? 0;
  if (dimension === 0 || !centers.every((c) => c.length === dimension && c.every(Number.isFinite))) {
    throw invalidOption({ where, option: "centers", got: centers, expected: "points of one length, with finite coordinates" });
  }
  if (options.centers !== undefined && (options.classes ?? centers.length) !== centers.length) {
    throw invalidOption({
      where,
      option: "classes",
      got: options.classes,
      expected: `${centers.length}, the number of centers, or nothing`,
    });
  }
  if (options.centers !== undefined && (options.dimension ?? dimension) !== dimension) {
    throw invalidOption({
      where,
      option: "dimension",
      got: options.dimension,
      expected: `${dimension}, the length of a center, or nothing`,
    });
  }
  if (n < centers.length) throw invalidOption({ where, option: "n", got: n, expected: `at least ${centers.length}, one point a class` });
  const places = balancedPlaces(n, centers.length, rng);
  const inputs = rng.values.normal(n * dimension, { std });
  places.forEach(({ label }, i) => {
    centers[label]?.forEach((c, d) => (inputs[i * dimension + d] = (inputs[i * dimension + d] ?? 0) + c));
  });
  return new ArrayDataset({
    inputs,
    inputShape: [dimension],
    targets: Int32Array.from(places, ({ label }) => label),
    classes: centers.length,
  });
}

function drawnCenters({ rng, classes = 3, dimension = 2 }: GaussianBlobsOptions): number[][] {
  for (const [option, got] of Object.entries({ classes, dimension })) {
    if (!(Number.isSafeInteger(got) && got > 0))
      throw invalidOption({ where: "gaussianBlobs", option, got, expected: "a positive integer" });
  }
  return Array.from({ length: classes }, () => Array.from(rng.values.uniform(dimension, { low: -BOX, high: BOX })));
}
