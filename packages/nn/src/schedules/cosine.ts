import { type DecayOptions, decay } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Half a cosine from 1 to the floor: `floor + (1 − floor) · ½(1 + cos(π t/T))`.
 *
 * @see Loshchilov & Hutter 2017, eq. 5, without restarts
 * @example cosine()(50, 100) // 0.5
 */
export function cosine(options: DecayOptions = {}): Schedule {
  return decay("cosine", halfCosine, options);
}

/** From 1 at 0 to 0 at 1. */
export function halfCosine(progress: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * progress));
}
