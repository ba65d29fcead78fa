import { invalidOption, type Rng } from "@surenet/tensor-backend";
import { ArrayDataset } from "../../dataset/array-dataset.ts";
import { balancedPlaces } from "../balanced-places.ts";
import { checkGenerator, checkSpread, type GeneratorOptions } from "../check-generator.ts";
import { randomBend } from "./bend.ts";
import { DIGIT_STROKES, type Stroke } from "./digit-strokes.ts";
import { drawStroke } from "./draw-stroke.ts";
import { MORE_SHAPES } from "./more-shapes.ts";

export interface SyntheticDigitsOptions extends GeneratorOptions {
  /** Pixels on a side. */
  readonly size?: number;
  /** Standard deviation of the Gaussian added to every pixel before it is cut to [0, 1]. */
  readonly noise?: number;
  /** How unsteady the hands are: the deviation, as a part of the side, by which the points of a stroke are bent out of their places. */
  readonly bend?: number;
  /** Whether a digit has one shape, or is written in the several ways that people have. */
  readonly shapes?: "one" | "several";
}

// How far one hand differs from another; each is uniform between its limits.
const ROTATION = 0.26; // radians to either side, 15°
const SHEAR = 0.3; // horizontal shift per unit of height, to either side
const SCALE = [0.75, 1.1] as const; // of width and height, separately
const SHIFT = 0.08; // of the side, in either direction of either axis
const RADIUS = [0.03, 0.06] as const; // of the brush, as a part of the side

/**
 * Handwriting-like digits 0 to 9 in random order: stroke shapes under a random affine map, with a brush of random width and noise.
 *
 * A stand-in for scanned digits where nothing may be downloaded; much easier than those, since every digit has one shape,
 * or with `shapes: "several"` three.
 *
 * @returns inputs `[n, size, size, 1]` in [0, 1] with ink 1, 10 classes
 * @throws SurenetError `E_OPTION`
 * @example syntheticDigits(2000, { rng: createRng(0) }).inputShape // [28, 28, 1]
 */
export function syntheticDigits(n: number, options: SyntheticDigitsOptions): ArrayDataset {
  const where = "syntheticDigits";
  checkGenerator(where, { n, least: 10, options, known: ["size", "noise", "bend", "shapes"] });
  const { rng, size = 28, noise = 0.05, bend = 0, shapes = "one" } = options;
  checkSpread(where, "noise", noise);
  checkSpread(where, "bend", bend);
  if (!["one", "several"].includes(shapes)) throw invalidOption({ where, option: "shapes", got: shapes, expected: '"one" or "several"' });
  if (!(Number.isSafeInteger(size) && size >= 8))
    throw invalidOption({ where, option: "size", got: size, expected: "an integer of at least 8" });
  const places = balancedPlaces(n, 10, rng);
  const inputs = new Float32Array(n * size * size);
  places.forEach(({ label }, i) => {
    const pixels = inputs.subarray(i * size * size, (i + 1) * size * size);
    const { place, radius } = hand(rng, size);
    const bent = bend > 0 ? randomBend(rng, bend) : (stroke: Stroke): Stroke => stroke;
    const [chosen = 0] = shapes === "one" ? [0] : rng.values.uniform(1);
    for (const stroke of shapeOf(label, chosen)) drawStroke({ pixels, size }, place(bent(stroke)), radius);
  });
  if (noise > 0) {
    rng.values.normal(inputs.length, { std: noise }).forEach((e, k) => (inputs[k] = Math.min(1, Math.max(0, (inputs[k] ?? 0) + e))));
  }
  return new ArrayDataset({ inputs, inputShape: [size, size, 1], targets: Int32Array.from(places, ({ label }) => label), classes: 10 });
}

/** @param chosen in [0, 1), 0 for the one that all others are variants of */
function shapeOf(label: number, chosen: number): readonly Stroke[] {
  const shapes = [DIGIT_STROKES[label] ?? [], ...(MORE_SHAPES[label] ?? [])];
  return shapes[Math.floor(chosen * shapes.length)] ?? [];
}

/** One hand: an affine map from the unit square to pixels, and the brush's radius in pixels. */
function hand(rng: Rng, size: number): { place: (stroke: Stroke) => Stroke; radius: number } {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = rng.values.uniform(7);
  const [angle, shear] = [between(a, -ROTATION, ROTATION), between(b, -SHEAR, SHEAR)];
  const [width, height] = [between(c, ...SCALE), between(d, ...SCALE)];
  const [right, down] = [0.5 + between(e, -SHIFT, SHIFT), 0.5 + between(f, -SHIFT, SHIFT)];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return {
    place: (stroke) =>
      stroke.map(([x, y]) => {
        const v = (y - 0.5) * height;
        const u = (x - 0.5) * width - shear * v;
        return [size * (right + cos * u - sin * v), size * (down + sin * u + cos * v)];
      }),
    radius: size * between(g, ...RADIUS),
  };
}

function between(u: number, low: number, high: number): number {
  return low + u * (high - low);
}
