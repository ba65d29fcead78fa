import type { Schedule } from "./schedule.ts";

/** The scale 1 throughout. */
export function constant(): Schedule {
  return () => 1;
}
