import { checkOptions, invalidOption, type Rng } from "@surenet/tensor-backend";

export interface SplitOptions {
  /** The part kept for testing: a fraction drawn with `rng`, or the last samples as they lie. */
  readonly holdout: number | { readonly last: number };
  /** Needed for a fraction, unused otherwise. */
  readonly rng?: Rng;
}

/**
 * Which of `size` samples train and which test; both in ascending order.
 *
 * A fraction holds out `round(holdout · size)` samples, the first of `rng.values.permutation(size)`; classes are not balanced.
 *
 * @throws SurenetError `E_OPTION` when a side would be empty, or a fraction comes without `rng`
 * @example splitIndices(5, { holdout: { last: 2 } }) // { train: [0, 1, 2], test: [3, 4] }
 */
export function splitIndices(size: number, options: SplitOptions): { train: Int32Array; test: Int32Array } {
  checkOptions("split", options, ["holdout", "rng"]);
  const { holdout, rng } = options;
  const where = "split";
  if (typeof holdout === "object") {
    checkOptions("split holdout", holdout, ["last"]);
    const { last } = holdout;
    if (!(Number.isSafeInteger(last) && last > 0 && last < size)) {
      throw invalidOption({ where, option: "holdout.last", got: last, expected: `an integer from 1 to ${size - 1}` });
    }
    const all = Int32Array.from({ length: size }, (_, i) => i);
    return { train: all.slice(0, size - last), test: all.slice(size - last) };
  }
  const count = Math.round(holdout * size);
  if (!(holdout > 0 && holdout < 1 && count > 0 && count < size)) {
    throw invalidOption({ where, option: "holdout", got: holdout, expected: `a fraction that leaves samples on both sides of ${size}` });
  }
  if (rng === undefined) {
    throw invalidOption({
      where,
      option: "rng",
      got: rng,
      expected: "an Rng to draw a fraction with",
      fix: "Give rng: createRng(seed), or hold out { last: n }.",
    });
  }
  const order = rng.values.permutation(size);
  return { train: order.slice(count).toSorted(), test: order.slice(0, count).toSorted() };
}
