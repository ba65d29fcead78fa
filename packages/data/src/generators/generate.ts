import { invalidOption, nearest, type Rng } from "@surenet/tensor-backend";
import type { ArrayDataset } from "../dataset/array-dataset.ts";
import type { GeneratorOptions } from "./check-generator.ts";
import { concentricSpheres } from "./concentric-spheres.ts";
import { syntheticDigits } from "./digits/synthetic-digits.ts";
import { gaussianBlobs } from "./gaussian-blobs.ts";
import { spirals } from "./spirals.ts";
import { twoMoons } from "./two-moons.ts";

/** A generator that needs nothing but a number of samples and an rng. */
export type Generator = (n: number, options: GeneratorOptions) => ArrayDataset;

/** Every generator by its name, as a command line offers them. */
export const generators: Readonly<Record<string, Generator>> = { concentricSpheres, gaussianBlobs, spirals, syntheticDigits, twoMoons };

/**
 * The generator of a name, with its default options.
 *
 * @throws SurenetError `E_OPTION` for an unknown name, with the nearest one
 * @example generate("twoMoons", 2000, createRng(7))
 */
export function generate(name: string, n: number, rng: Rng): ArrayDataset {
  const names = Object.keys(generators);
  const make = names.includes(name) ? generators[name] : undefined;
  if (make === undefined) {
    const close = nearest(name, names);
    throw invalidOption({
      where: "generate",
      option: "name",
      got: name,
      expected: `one of ${names.join(", ")}`,
      fix: close === undefined ? "Choose one of these." : `Did you mean ${JSON.stringify(close)}?`,
    });
  }
  return make(n, { rng });
}
