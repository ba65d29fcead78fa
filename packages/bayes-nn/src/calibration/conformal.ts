import { checkOptions, invalidOption, invalidValue } from "@surenet/tensor-backend";
import { type LabelledRows, checkDistributions } from "./labelled-rows.ts";

export interface ConformalOptions {
  /** The share of targets that the sets may miss, such as 0.1. */
  readonly alpha: number;
}

/** A rule that turns probabilities into sets of classes. */
export interface ConformalRule {
  readonly alpha: number;
  /** A class is in the set when its probability is at least this. */
  readonly threshold: number;
  /** The set of each row: its class numbers, ascending. */
  sets(probabilities: Pick<LabelledRows, "rows" | "classes" | "values">): readonly (readonly number[])[];
}

/**
 * Split conformal prediction sets: they contain the label of a new row with a probability of at least `1 − alpha`, whatever the model, if the row comes from
 * where the calibration rows came from.
 *
 * The score is `1 − p_y`; the threshold is its `⌈(n + 1)(1 − alpha)⌉`-th smallest among the n calibration rows, which must not have trained the model.
 *
 * Known weakness: the promise is about the mean over rows, not about each class; sets may be empty.
 *
 * @throws SurenetError `E_OPTION`; `E_VALUE` for rows that are no distributions, or too few for alpha: `n >= 1/alpha − 1`
 * @see Vovk, Gammerman & Shafer 2005; Sadinle, Lei & Wasserman 2019
 * @example conformalSets(rows, { alpha: 0.05 }).sets(newRows)[0] // [4, 9]
 */
export function conformalSets(rows: LabelledRows, options: ConformalOptions): ConformalRule {
  const where = "conformalSets";
  checkOptions(where, options, ["alpha"]);
  const { alpha } = options;
  if (!(alpha > 0 && alpha < 1)) throw invalidOption({ where, option: "alpha", got: alpha, expected: "a number between 0 and 1" });
  checkDistributions(where, rows);
  const scores = Float64Array.from({ length: rows.rows }, (_, i) => 1 - (rows.values[i * rows.classes + (rows.labels[i] ?? 0)] ?? NaN));
  scores.sort();
  const place = Math.ceil((rows.rows + 1) * (1 - alpha) - 1e-9); // (n + 1)(1 − alpha) may be an integer that rounding lifted
  const score = scores[place - 1];
  if (score === undefined) {
    const expected = `at least ${Math.ceil(1 / alpha - 1)} rows for alpha ${alpha}`;
    throw invalidValue({ where, problem: "there are too few calibration rows", expected, got: rows.rows });
  }
  const threshold = 1 - score;
  return {
    alpha,
    threshold,
    sets: ({ rows: count, classes, values }) =>
      Array.from({ length: count }, (_, i) =>
        Array.from({ length: classes }, (_unused, c) => c).filter((c) => (values[i * classes + c] ?? NaN) >= threshold),
      ),
  };
}
