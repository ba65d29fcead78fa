import { searchedClaims } from "../claims/searched-claims.ts";
import type { Op } from "../network/op.ts";
import { rareOps } from "../network/rare/rare-ops.ts";
import { type ProvedNetwork, proveWith } from "./prove-with.ts";

export interface ProveOptions {
  /** Of the head: two for classes that compete (the default), one for signs. */
  readonly leastOutputs?: 1 | 2;
}

/**
 * Proves every constant of a chain; the claims about its weights are searched for.
 *
 * @throws RangeError when the chain does not end in a dense head with so many outputs, or a constant cannot be bounded
 */
export function proveNetwork(ops: readonly Op[], { leastOutputs = 2 }: ProveOptions = {}): ProvedNetwork {
  return proveWith(ops, { claims: searchedClaims(), rare: rareOps, leastOutputs });
}
