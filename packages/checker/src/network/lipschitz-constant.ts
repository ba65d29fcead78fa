import { searchedClaims } from "../claims/searched-claims.ts";
import { newBounds } from "./bounds.ts";
import { constantOf } from "./constant-of.ts";
import type { Op } from "./op.ts";
import { rareOps } from "./rare/rare-ops.ts";

/** A proved upper bound of the op's Lipschitz constant in the 2-norm, by the formulas of `constantOf`; the claims about its weights are searched for. */
export function lipschitzConstant(op: Op): number {
  return constantOf(op, newBounds(searchedClaims(), rareOps));
}
