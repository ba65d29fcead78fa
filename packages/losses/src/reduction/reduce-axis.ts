import { type Tensor, mean, sum } from "@tensorflow/tfjs-core";
import type { Reduction } from "./reduction.ts";

/** {@link reduce} over one axis or several, or over all when there is none; `"none"` keeps every element, whatever the axis. */
export function reduceAxis(values: Tensor, reduction: Reduction, axis: number | readonly number[] | undefined): Tensor {
  if (reduction === "none") return values;
  const axes = axis === undefined ? undefined : typeof axis === "number" ? axis : [...axis];
  return reduction === "mean" ? mean(values, axes) : sum(values, axes);
}
