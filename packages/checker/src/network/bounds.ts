import type { ConvolutionMethod } from "../bounds/convolution-norm.ts";
import type { Op } from "./op.ts";

/** A number `sigma2` that is claimed to bound the squared largest singular value of a weight, and the way in which the claim is proved. */
export interface Claim {
  readonly method: "factorisation" | ConvolutionMethod;
  readonly sigma2: number;
}

/** Where the claims come from: each weight's bound is asked for once, in the order of the ops. */
export interface Claims {
  /**
   * @param find searches for a claim and proves it
   * @param prove proves a claim that is given; Infinity when it cannot
   */
  bound(find: () => Claim & { readonly bound: number }, prove: (claim: Claim) => number): number;
}

/** Claims that are searched for; `found` lists them, for a ledger. */
export function searchedClaims(): Claims & { readonly found: readonly Claim[] } {
  const found: Claim[] = [];
  return {
    found,
    bound(find) {
      const { method, sigma2, bound } = find();
      found.push({ method, sigma2 });
      return bound;
    },
  };
}

/** Claims that are read one after the other; `rest` counts those that nobody asked for. */
export function givenClaims(claims: readonly Claim[]): Claims & { rest(): number } {
  let next = 0;
  return {
    rest: () => claims.length - next,
    bound(_, prove) {
      const claim = claims[next++];
      return claim === undefined ? Infinity : prove(claim);
    },
  };
}

/** What has been proved of the ops of a network, each once. */
export interface Bounds {
  readonly claims: Claims;
  readonly constants: Map<Op, number>;
  /** `‖|A|‖₂` of the linear ops' matrices. */
  readonly absolutes: Map<Op, number>;
}

export function newBounds(claims: Claims = searchedClaims()): Bounds {
  return { claims, constants: new Map(), absolutes: new Map() };
}

/** A proof's result, made when it is first asked for. */
export function once(known: Map<Op, number>, op: Op, prove: () => number): number {
  let bound = known.get(op);
  if (bound === undefined) known.set(op, (bound = prove()));
  return bound;
}
