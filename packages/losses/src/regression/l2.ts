import { type Tensor, mul, squaredDifference } from "@tensorflow/tfjs-core";
import type { TensorTree } from "../reduction/tensor-tree.ts";
import { checkElementwise, elementwise, type ElementwiseOptions } from "./elementwise.ts";

/**
 * Half the squared error of each element: `½ (x - y)²`, the negative log likelihood of a unit Gaussian but for a constant.
 *
 * @param input any shape or a tree of tensors, borrowed
 * @returns a scalar; the input's shape with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example l2Loss(tensor([3]), tensor([1])) // 2
 */
export function l2Loss(input: TensorTree, target: TensorTree, options: ElementwiseOptions = {}): Tensor {
  return elementwise("l2Loss", input, target, checkElementwise("l2Loss", options), (x, y) => mul(squaredDifference(x, y), 0.5));
}
