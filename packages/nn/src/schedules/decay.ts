import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import type { Schedule } from "./schedule.ts";

export interface DecayOptions {
  /** The scale that the decay ends at. */
  readonly floor?: number;
  /** The share of all steps, at the start, in which the scale rises linearly to 1. */
  readonly warmup?: number;
}

/**
 * A rise, and then a decay along a curve.
 *
 * `scale = (t + 1) / (warmup steps + 1)` while warming up, then `floor + (1 − floor) · curve(progress)` with a progress in [0, 1).
 *
 * @param curve from 1 at 0 to 0 at 1
 */
export function decay(where: string, curve: (progress: number) => number, options: DecayOptions): Schedule {
  checkOptions(where, options, ["floor", "warmup"]);
  const floor = share(where, "floor", options.floor ?? 0);
  const warmup = share(where, "warmup", options.warmup ?? 0);
  return (step, totalSteps) => {
    const rising = Math.floor(warmup * totalSteps);
    if (step < rising) return (step + 1) / (rising + 1);
    return floor + (1 - floor) * curve((step - rising) / Math.max(1, totalSteps - rising));
  };
}

/** A number in [0, 1], checked. */
export function share(where: string, option: string, value: number): number {
  if (!(value >= 0 && value <= 1)) throw invalidOption({ where, option, got: value, expected: "a number in [0, 1]" });
  return value;
}
