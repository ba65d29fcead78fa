import { type Tensor, log1p, squaredDifference } from "@tensorflow/tfjs-core";
import type { TensorTree } from "../reduction/tensor-tree.ts";
import { checkElementwise, elementwise, type ElementwiseOptions } from "./elementwise.ts";
import { HeldOptions } from "../reduction/held-options.ts";

/**
 * The squared error of logarithms: `(log(1 + x) - log(1 + y))²`.
 *
 * @param input above -1 (NaN elsewhere), any shape or a tree of tensors, borrowed
 * @param target the same shape, above -1
 * @returns a scalar; the input's shape with `reduction: "none"`, or without the reduced axis; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example msleLoss(tensor([0]), tensor([Math.E - 1])) // (0 - 1)² = 1
 */
export function msleLoss(input: TensorTree, target: TensorTree, options: ElementwiseOptions = {}): Tensor {
  return elementwise("msleLoss", input, target, checkElementwise("msleLoss", options), (x, y) => squaredDifference(log1p(x), log1p(y)));
}

/** {@link msleLoss} with its options held. */
export class MSLELoss extends HeldOptions<ElementwiseOptions> {
  constructor(options: ElementwiseOptions = {}) {
    super("MSLELoss", options, ["reduction", "axis"]);
  }

  forward(input: TensorTree, target: TensorTree): Tensor {
    return msleLoss(input, target, this.options);
  }
}
