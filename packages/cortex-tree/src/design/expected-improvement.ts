import { invalidValue } from "@surenet/tensor-backend";
import { cellsAbove, nonDominated } from "./hypervolume-cells.ts";
import { fatMin, logFatPlus, logSumExpOf } from "./smooth-log.ts";

const TAU_RELU = 1e-6; // sharpness of the positive part, of the minimum below (Ament et al. 2023, section 4)
const TAU_MAX = 1e-2;
const LONGEST = 1e10; // an infinite box counts as this long

/**
 * How much each candidate is expected to improve on the best known value, in logarithms, when an ensemble's members are its samples.
 *
 * `log mean_e (f_e − best)₊`, with a smooth positive part that has a slope everywhere
 *
 * @param values `[members][candidates]`
 * @param best the best value so far
 * @see Ament et al. 2023, eq. 10
 * @example logExpectedImprovement([[2], [4]], 1) // [log((1 + 3)/2)] = [0.6931]
 */
export function logExpectedImprovement(values: readonly (readonly number[])[], best: number): number[] {
  return acrossMembers(values, (value) => logFatPlus(value - best, TAU_RELU), (logs) => logSumExpOf(logs) - Math.log(logs.length)); // prettier-ignore
}

/**
 * Noisy expected improvement in logarithms: every member of the ensemble has its own opinion of what was best so far.
 *
 * With one objective `mean_e log (f_e − max_i baseline_e,i)₊`; with several the mean over the members of the log hypervolume that the candidate adds to the front that the member
 * sees. The mean of logarithms, kept from the system that this follows, is below the logarithm of the mean: a candidate must please all members.
 */
export class GraphNei {
  readonly #score: readonly ((candidate: readonly number[]) => number)[];

  /**
   * @param baseline `[members][points][objectives]`
   * @param reference the worst that counts, for several objectives
   * @throws SurenetError `E_VALUE` without members or points, or without a reference where it is needed
   */
  constructor(baseline: readonly (readonly (readonly number[])[])[], { reference }: { readonly reference?: readonly number[] } = {}) {
    const objectives = baseline[0]?.[0]?.length;
    if (objectives === undefined)
      throw invalidValue({ where: "GraphNei", problem: "there is no baseline", expected: "[members][points][objectives]" });
    if (objectives > 1 && reference?.length !== objectives)
      throw invalidValue({
        where: "GraphNei",
        problem: "several objectives need a reference point",
        expected: `${objectives} numbers`,
        got: reference,
      });
    this.#score = baseline.map((points) => {
      if (objectives > 1) return hypervolumeScore(points, reference ?? []);
      const best = Math.max(...points.map(([value = NaN]) => value));
      return ([value = NaN]) => logFatPlus(value - best, TAU_RELU);
    });
  }

  /**
   * @param values `[members][candidates][objectives]`, the members those of the baseline
   * @returns a number for each candidate
   */
  evaluate(values: readonly (readonly (readonly number[])[])[]): number[] {
    if (values.length !== this.#score.length)
      throw invalidValue({
        where: "GraphNei",
        problem: "the ensemble differs from the baseline's",
        expected: `${this.#score.length} members`,
        got: values.length,
      });
    const candidates = values[0]?.length ?? 0;
    return Array.from({ length: candidates }, (_, i) => {
      const scores = this.#score.map((score, e) => score(values[e]?.[i] ?? []));
      return scores.reduce((sum, value) => sum + value, 0) / scores.length;
    });
  }
}

/** The logarithm of the hypervolume that a point adds above the boxes' lower corners. */
function hypervolumeScore(points: readonly (readonly number[])[], reference: readonly number[]): (candidate: readonly number[]) => number {
  const cells = cellsAbove(nonDominated(points), reference);
  return (candidate) =>
    logSumExpOf(
      cells.map(({ lower, upper }) =>
        candidate.reduce((area, value, k) => {
          const [from, to] = [lower[k] ?? NaN, Math.min(upper[k] ?? NaN, LONGEST)];
          return area + fatMin([logFatPlus(value - from, TAU_RELU), Math.log(to - from)], TAU_MAX);
        }, 0),
      ),
    );
}

function acrossMembers(
  values: readonly (readonly number[])[],
  score: (value: number) => number,
  reduce: (scores: readonly number[]) => number,
): number[] {
  const candidates = values[0]?.length ?? 0;
  return Array.from({ length: candidates }, (_, i) => reduce(values.map((member) => score(member[i] ?? NaN))));
}
