import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { positiveInteger } from "../layers/positive-integer.ts";

export interface EarlyStoppingOptions {
  /** `"loss"` or the name of a metric; of the validation data when there are any. */
  readonly metric?: string;
  /** What is better; by default less for the loss, more for anything else. */
  readonly mode?: "min" | "max";
  /** Epochs without an improvement after which training stops. */
  readonly patience: number;
  /** Ends with the weights of the best epoch, not of the last. */
  readonly restoreBest?: boolean;
}

export type EarlyStopping = Required<EarlyStoppingOptions>;

/** How the watched number went so far; plain JSON for checkpoints. */
export interface Watched {
  readonly best: number | null;
  readonly bestEpoch: number;
  /** Epochs since the best one. */
  readonly waited: number;
}

export const NOTHING_WATCHED: Watched = { best: null, bestEpoch: 0, waited: 0 };

/**
 * The options with their defaults.
 *
 * @param known the names that `metric` may have
 * @throws SurenetError `E_OPTION`
 */
export function earlyStoppingRule(options: EarlyStoppingOptions, known: readonly string[]): EarlyStopping {
  const where = "train, earlyStopping";
  checkOptions(where, options, ["metric", "mode", "patience", "restoreBest"]);
  const { metric = "loss", mode = metric === "loss" ? "min" : "max", patience, restoreBest = true } = options;
  if (!known.includes(metric)) throw invalidOption({ where, option: "metric", got: metric, expected: `one of ${known.join(", ")}` });
  if (mode !== "min" && mode !== "max") throw invalidOption({ where, option: "mode", got: mode, expected: '"min" or "max"' });
  return { metric, mode, patience: positiveInteger(where, "patience", patience), restoreBest };
}

/** Takes in the value of an epoch; it was the best so far when `bestEpoch` is that epoch. Equal values are no improvement. */
export function watch({ mode }: EarlyStopping, watched: Watched, value: number, epoch: number): Watched {
  const { best, waited } = watched;
  const better = best === null || (mode === "min" ? value < best : value > best);
  return better ? { best: value, bestEpoch: epoch, waited: 0 } : { ...watched, waited: waited + 1 };
}
