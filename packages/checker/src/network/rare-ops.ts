import type { Arithmetic } from "../arithmetic/labels.ts";
import type { Bounds } from "./bounds.ts";
import type { Op, RareOp } from "./op.ts";
import type { RoundingError } from "./rounding-error.ts";

/** What has to be known about the rare ops; `rare/rare-ops.ts` knows it. To whom it is not given, they have no bound. */
export interface RareOps {
  evaluate(op: RareOp, x: Float64Array): Float64Array;
  constant(op: RareOp, bounds: Bounds): number;
  roundingError(op: RareOp, arithmetic: Arithmetic, bounds: Bounds): RoundingError;
  offset(op: RareOp, bounds: Bounds): number;
}

const COMMON: readonly string[] = ["dense", "convolution", "convolutionTranspose", "groupSort", "maxMin", "gather"] satisfies Exclude<
  Op,
  RareOp
>["op"][];

export function isRare(op: Op): op is RareOp {
  return !COMMON.includes(op.op);
}
