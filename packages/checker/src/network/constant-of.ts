import { sqrtUp } from "../arithmetic/rounding.ts";
import { type Bounds, once } from "./bounds.ts";
import { largestMultiplicity } from "./convolution-map.ts";
import type { Op } from "./op.ts";
import { isRare } from "./rare-ops.ts";

/**
 * A proved upper bound of the op's Lipschitz constant in the 2-norm.
 *
 * - dense: σ_max(W), by factorisation.
 * - groupSort: 1. Piecewise a permutation, and continuous.
 * - maxMin: 1. Per entry `(relu a - relu b)² + (relu(-a) - relu(-b))² <= (a - b)²`.
 * - convolution and its transpose, which has the same norm: `convolutionNorm`.
 * - gather: `AᵀA = diag(how often an entry is copied)`, so the root of the largest count.
 * - The rare ops: see `constantOfRare`.
 */
export function constantOf(op: Op, bounds: Bounds): number {
  return once(bounds.constants, op, () => proveConstant(op, bounds));
}

function proveConstant(op: Op, bounds: Bounds): number {
  if (isRare(op)) return bounds.rare?.constant(op, bounds) ?? Infinity;
  switch (op.op) {
    case "dense":
      return bounds.claims.matrix(op.weight);
    case "groupSort":
    case "maxMin":
      return 1;
    case "convolution":
    case "convolutionTranspose":
      return bounds.claims.convolution(op.map);
    case "gather":
      return sqrtUp(largestMultiplicity(op.sources));
  }
}
