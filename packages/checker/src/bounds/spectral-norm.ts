import { type Gram, gram } from "./gram.ts";
import { proveLargestEigenvalue, proveRoot } from "./largest-eigenvalue.ts";
import type { Matrix } from "./matrix.ts";

/** A claim `λ_max(G) <= claim` together with what the proof makes of it. */
export interface SpectralNormProof {
  /** Proposed bound of `σ²`, the only number that was searched for. */
  readonly claim: number;
  /** Proved: `σ_max(W) <= bound`. */
  readonly bound: number;
}

/**
 * The smallest provable claim of `λ_max(G)`, found by bisection on the proof itself.
 *
 * It starts between the largest diagonal entry (`<= λ_max`) and the largest absolute row sum (`>= λ_max`, Gershgorin), so no iteration that could read low is involved.
 */
export function proposeLargestEigenvalue(g: Gram): number {
  let low = 0;
  let high = 0;
  for (let i = 0; i < g.size; i++) {
    let sum = 0;
    for (let j = 0; j < g.size; j++) sum += Math.abs(g.data[i * g.size + j] as number);
    high = Math.max(high, sum);
    low = Math.max(low, g.data[i * g.size + i] as number);
  }
  const slack = 4 * g.error + 1e-13 * high + 1e-280; // what a claim must leave for the factorisation to end
  high += slack;
  while (high - low > 1e-12 * high + slack) {
    const middle = (low + high) / 2;
    if (proveLargestEigenvalue(g, middle) < Infinity) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * A proved upper bound of the largest singular value of a float32 matrix, tight to about 1e-12.
 *
 * A statement about the stored weights in exact arithmetic. Cost: one Gram matrix and about thirty factorisations.
 *
 * @returns bound Infinity when a weight is not finite
 * @example proveSpectralNorm({ rows: 2, columns: 2, data: Float32Array.of(3, 0, 0, 4) }).bound // 4.0000000000...
 */
export function proveSpectralNorm(matrix: Matrix): SpectralNormProof {
  return searchRoot(gram(matrix));
}

/** A claim that is searched for on the Gram matrix, and what it proves. */
export function searchRoot(g: Gram): SpectralNormProof {
  if (!(g.error < Infinity)) return { claim: NaN, bound: Infinity };
  const claim = proposeLargestEigenvalue(g);
  return { claim, bound: proveRoot(g, claim) };
}
