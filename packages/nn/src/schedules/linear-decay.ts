import { type DecayOptions, decay } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

/**
 * A straight line from 1 to the floor: `floor + (1 − floor) · (1 − t/T)`.
 *
 * @example linearDecay()(25, 100) // 0.75
 */
export function linearDecay(options: DecayOptions = {}): Schedule {
  return decay("linearDecay", (progress) => 1 - progress, options);
}
