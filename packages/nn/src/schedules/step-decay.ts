import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { share } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

export interface StepDecayOptions {
  /** The shares of all steps after which the scale drops. */
  readonly milestones?: readonly number[];
  /** What each drop multiplies the scale by. */
  readonly factor?: number;
}

/**
 * A staircase: `factor^(milestones passed)`.
 *
 * @example stepDecay()(60, 100) // 0.1
 */
export function stepDecay(options: StepDecayOptions = {}): Schedule {
  checkOptions("stepDecay", options, ["milestones", "factor"]);
  const { milestones = [0.5, 0.75], factor = 0.1 } = options;
  for (const milestone of milestones) share("stepDecay", "milestones", milestone);
  if (!(factor > 0 && factor <= 1))
    throw invalidOption({ where: "stepDecay", option: "factor", got: factor, expected: "a number in (0, 1]" });
  return (step, totalSteps) => factor ** milestones.filter((milestone) => step >= milestone * totalSteps).length;
}
