import { invalidOption, invalidValue, shapeMismatch } from "@surenet/tensor-backend";
import { normalQuantile } from "./normal-quantile.ts";

export interface Coverage {
  /** Share of the targets inside their intervals. */
  readonly covered: number;
  /** Of `covered`, if `level` were true: `√(level (1 − level) / n)`. */
  readonly standardError: number;
}

/**
 * How many targets lie in the central interval of their Gaussian predictions: `|y − mean| <= z · std`, where `z` is the quantile of `(1 + level) / 2`.
 *
 * @param predictions means and standard deviations, noise of the observation included
 * @throws SurenetError `E_OPTION` for a level outside (0, 1), `E_SHAPE`, `E_VALUE` without targets or for a standard deviation that is not positive
 * @example intervalCoverage({ mean: [0, 0], std: [1, 1] }, [1.6, 1.7], { level: 0.9 }).covered // z = 1.645: 0.5
 */
export function intervalCoverage(
  { mean, std }: { readonly mean: ArrayLike<number>; readonly std: ArrayLike<number> },
  targets: ArrayLike<number>,
  { level }: { readonly level: number },
): Coverage {
  const where = "intervalCoverage";
  if (!(level > 0 && level < 1)) throw invalidOption({ where, option: "level", got: level, expected: "a number between 0 and 1" });
  const n = targets.length;
  if (n === 0) throw invalidValue({ where, problem: "there are no targets", expected: "at least one" });
  if (mean.length !== n || std.length !== n)
    throw shapeMismatch({ where, expected: `${n} means and standard deviations`, got: [mean.length, std.length] });
  const z = normalQuantile((1 + level) / 2);
  let covered = 0;
  for (let i = 0; i < n; i++) {
    const deviation = std[i] ?? NaN;
    if (!(deviation > 0)) throw invalidValue({ where, problem: `the standard deviation of target ${i} is not positive`, got: deviation });
    covered += Number(Math.abs((targets[i] ?? NaN) - (mean[i] ?? NaN)) <= z * deviation);
  }
  return { covered: covered / n, standardError: Math.sqrt((level * (1 - level)) / n) };
}
