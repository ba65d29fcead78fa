import { evaluateWith } from "./evaluate-with.ts";
import type { Op } from "./op.ts";
import { rareOps } from "./rare/rare-ops.ts";

/** The op at a point, in float64. */
export function evaluate(op: Op, x: Float64Array): Float64Array {
  return evaluateWith(rareOps, op, x);
}
