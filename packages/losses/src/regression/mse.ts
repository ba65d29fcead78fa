import { type Tensor, squaredDifference } from "@tensorflow/tfjs-core";
import { checkElementwise, type ElementwiseOptions, elementwise } from "./elementwise.ts";
import type { TensorTree } from "../reduction/tensor-tree.ts";

/**
 * The squared error of each element: `(x - y)²`.
 *
 * @param input any shape, or a tree of tensors, borrowed
 * @param target the same shape
 * @returns a scalar; the input's shape with `reduction: "none"`, or without the reduced axis; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example mseLoss(tensor([1, 4]), tensor([3, 3])) // (4 + 1) / 2 = 2.5
 */
export function mseLoss(input: TensorTree, target: TensorTree, options: ElementwiseOptions = {}): Tensor {
  return elementwise("mseLoss", input, target, checkElementwise("mseLoss", options), (x, y) => squaredDifference(x, y));
}

/** {@link mseLoss} with its options held. */
export class MSELoss {
  readonly options: ElementwiseOptions;

  constructor(options: ElementwiseOptions = {}) {
    this.options = checkElementwise("MSELoss", options);
  }

  forward(input: TensorTree, target: TensorTree): Tensor {
    return mseLoss(input, target, this.options);
  }
}
