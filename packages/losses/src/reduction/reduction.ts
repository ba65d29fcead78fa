import { type Tensor, mean, sum } from "@tensorflow/tfjs-core";
import { invalidOption, nearest } from "@surenet/tensor-backend";

/** How the losses of single elements become the result: kept, averaged, or added up. */
export type Reduction = "none" | "mean" | "sum";

const REDUCTIONS: readonly Reduction[] = ["none", "mean", "sum"];

/** @throws SurenetError `E_OPTION` for any other name */
export function checkReduction(where: string, reduction: unknown): asserts reduction is Reduction {
  if ((REDUCTIONS as readonly unknown[]).includes(reduction)) return;
  const close = nearest(String(reduction), REDUCTIONS);
  const fix = close === undefined ? {} : { fix: `Did you mean ${JSON.stringify(close)}?` };
  throw invalidOption({ where, option: "reduction", got: reduction, expected: `one of ${REDUCTIONS.join(", ")}`, ...fix });
}

/** The one place that applies a reduction: `values` itself, its mean over all elements, or its sum. */
export function reduce(values: Tensor, reduction: Reduction): Tensor {
  if (reduction === "none") return values;
  return reduction === "mean" ? mean(values) : sum(values);
}
