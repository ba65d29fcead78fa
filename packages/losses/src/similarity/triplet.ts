import { type Tensor, add, relu, sqrt, squaredDifference, sub, sum, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { checkReduction, reduce, type Reduction } from "../reduction/reduction.ts";
import { HeldOptions } from "../reduction/held-options.ts";

/** An anchor, one of its kind, and one of another, each `[N, D]`. */
export interface Triplet {
  readonly anchor: Tensor;
  readonly positive: Tensor;
  readonly negative: Tensor;
}

/**
 * Asks the anchor to be nearer to its own kind than to another by a margin: `max(0, ‖a - p‖ - ‖a - n‖ + margin)`.
 *
 * Distances are `√(‖·‖² + 1e-12)`, so that equal points have a gradient of zero instead of NaN.
 *
 * @returns a scalar, or `[N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example tripletMarginLoss({ anchor: tensor([[0, 0]]), positive: tensor([[3, 4]]), negative: tensor([[0, 2]]) }) // 5 - 2 + 1 = 4
 * @see Schroff, Kalenichenko & Philbin 2015, "FaceNet"
 */
export function tripletMarginLoss(
  { anchor, positive, negative }: Triplet,
  options: { readonly margin?: number; readonly reduction?: Reduction } = {},
): Tensor {
  checkOptions("tripletMarginLoss", options, ["margin", "reduction"]);
  const { margin = 1, reduction = "mean" } = options;
  checkReduction("tripletMarginLoss", reduction);
  if (anchor.shape.join() !== positive.shape.join() || anchor.shape.join() !== negative.shape.join()) {
    throw shapeMismatch({
      where: "tripletMarginLoss",
      expected: "three of one shape",
      got: [anchor.shape, positive.shape, negative.shape],
    });
  }
  return tidy(() => reduce(relu(add(sub(distance(anchor, positive), distance(anchor, negative)), margin)), reduction));
}

function distance(a: Tensor, b: Tensor): Tensor {
  return sqrt(add(sum(squaredDifference(a, b), -1), 1e-12));
}

/** {@link tripletMarginLoss} with its options held. */
export class TripletMarginLoss extends HeldOptions<{ readonly margin?: number; readonly reduction?: Reduction }> {
  constructor(options: { readonly margin?: number; readonly reduction?: Reduction } = {}) {
    super("TripletMarginLoss", options, ["margin", "reduction"]);
  }

  forward(triplet: Triplet): Tensor {
    return tripletMarginLoss(triplet, this.options);
  }
}
