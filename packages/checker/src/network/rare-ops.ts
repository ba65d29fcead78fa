import type { Arithmetic } from "../arithmetic/labels.ts";
import type { Bounds } from "./bounds.ts";
import type { Op, RareOp } from "./op.ts";
import type { RoundingError } from "./rounding-error.ts";

/** What has to be known about the rare ops; `rare/rare-ops.ts` knows it. */
export interface RareOps {
  evaluate(op: RareOp, x: Float64Array): Float64Array;
  constant(op: RareOp, bounds: Bounds): number;
  roundingError(op: RareOp, arithmetic: Arithmetic, bounds: Bounds): RoundingError;
  offset(op: RareOp, bounds: Bounds): number;
}

const RARE: readonly string[] = [
  "houseHolder",
  "windowSum",
  "windowNorm",
  "centre",
  "branches",
  "concat",
  "reluReflection",
] satisfies RareOp["op"][];

export function isRare(op: Op): op is RareOp {
  return RARE.includes(op.op);
}

export function rareOrThrow(rare: RareOps | undefined): RareOps {
  if (rare === undefined) throw new TypeError("this network was taken for one without rare ops");
  return rare;
}
