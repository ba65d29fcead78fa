import { type Arithmetic, FLOAT64 } from "../arithmetic/labels.ts";
import { gamma, normUp, sqrtUp, up } from "../arithmetic/rounding.ts";
import { absoluteWeightNorm } from "./absolute-weight-norm.ts";
import type { Bounds } from "./bounds.ts";
import { largestCount } from "./convolution-map.ts";
import { isWeighted, sizeOf, type Weighted } from "./evaluate-with.ts";
import type { Op } from "./op.ts";
import { isRare } from "./rare-ops.ts";

/** The rounding error of one op at an input of norm N is at most `perNorm · N + constant`, in the 2-norm. */
export interface RoundingError {
  readonly perNorm: number;
  readonly constant: number;
  /** For an op with weights: its error at x is also at most `share · ‖|W||x| + |b|‖ + underflow`, which is less for a given x. */
  readonly share?: number;
}

/**
 * A bound of the rounding error that one op commits in an arithmetic of unit u, whatever the order of its sums.
 *
 * Ops with weights: `γ_{n+2} ‖|W||x| + |b|‖ <= γ_{n+2} (‖|W|‖₂ N + ‖b‖)` for n terms a sum, the bias at every position. Sorting, rectifying and moving are exact.
 * The rare ops: see `roundingErrorOfRare`.
 */
export function roundingError(op: Op, arithmetic: Arithmetic, bounds: Bounds): RoundingError {
  if (isRare(op)) return bounds.rare?.roundingError(op, arithmetic, bounds) ?? { perNorm: Infinity, constant: Infinity };
  if (isWeighted(op)) return weighted(op, arithmetic, bounds);
  return { perNorm: 0, constant: arithmetic.unit > FLOAT64.unit ? arithmetic.underflow : 0 }; // an engine may flush what it moves
}

function weighted(op: Weighted, { unit, underflow }: Arithmetic, bounds: Bounds): RoundingError {
  const norm = absoluteWeightNorm(op, bounds);
  const share = norm <= LARGEST_WEIGHT ? gamma(terms(op) + 2, unit) : Infinity;
  return { perNorm: up(share * norm), constant: up(share * offsetOf(op, bounds) + underflow), share };
}

/** Larger ones could overflow an engine's sums; also bounds every single weight. */
const LARGEST_WEIGHT = 2 ** 20;

/** Products in the longest sum; a transposed convolution's may be added tap by tap. */
export function terms(op: Weighted): number {
  if (op.op === "dense") return op.weight.rows;
  const { axes, inChannels, outChannels, groups } = op.map;
  if (op.op === "convolution") return (axes[0].kernel * axes[1].kernel * inChannels) / groups;
  const counts = largestCount(axes[0]) * largestCount(axes[1]);
  return (counts * outChannels) / groups + counts;
}

/** `>= ‖f(0)‖`, how far an op moves the origin. */
export function offsetOf(op: Op, bounds: Bounds): number {
  if (isRare(op)) return bounds.rare?.offset(op, bounds) ?? Infinity;
  if (!("bias" in op) || op.bias === undefined) return 0; // the rest keep the origin
  return up(sqrtUp(sizeOf(op) / op.bias.length) * normUp(op.bias));
}
