import type { Claims } from "../claims/claim.ts";
import type { Op } from "./op.ts";
import type { RareOps } from "./rare-ops.ts";

/** What has been proved of the ops of a network, each once. */
export interface Bounds {
  readonly claims: Claims;
  /** What is known about rare ops, where there are any. */
  readonly rare: RareOps | undefined;
  readonly constants: Map<Op, number>;
  /** `‖|A|‖₂` of the linear ops' matrices. */
  readonly absolutes: Map<Op, number>;
}

export function newBounds(claims: Claims, rare: RareOps | undefined): Bounds {
  return { claims, rare, constants: new Map(), absolutes: new Map() };
}

/** A proof's result, made when it is first asked for. */
export function once(known: Map<Op, number>, op: Op, prove: () => number): number {
  let bound = known.get(op);
  if (bound === undefined) known.set(op, (bound = prove()));
  return bound;
}
