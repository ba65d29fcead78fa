import { checkOptions } from "@surenet/tensor-backend";
import { halfCosine } from "./cosine.ts";
import { share } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

export interface FlatThenCosineOptions {
  /** The share of all steps at scale 1. */
  readonly flat?: number;
  readonly floor?: number;
}

/**
 * The scale 1, then half a cosine down to the floor: for rules whose steps do not shrink by themselves near the optimum.
 *
 * @example flatThenCosine({ flat: 0.5 })(75, 100) // 0.5, half way down
 */
export function flatThenCosine(options: FlatThenCosineOptions = {}): Schedule {
  checkOptions("flatThenCosine", options, ["flat", "floor"]);
  const flat = share("flatThenCosine", "flat", options.flat ?? 0.7);
  const floor = share("flatThenCosine", "floor", options.floor ?? 0);
  return (step, totalSteps) => {
    const progress = (step - flat * totalSteps) / ((1 - flat) * totalSteps);
    return progress > 0 ? floor + (1 - floor) * halfCosine(progress) : 1;
  };
}
