import { type Tensor, abs, sub } from "@tensorflow/tfjs-core";
import { checkElementwise, type ElementwiseOptions, elementwise } from "./elementwise.ts";
import type { TensorTree } from "../reduction/tensor-tree.ts";

/**
 * The absolute error of each element: `|x - y|`.
 *
 * @param input any shape, or a tree of tensors, borrowed
 * @param target the same shape
 * @returns a scalar; the input's shape with `reduction: "none"`, or without the reduced axis; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example l1Loss(tensor([1, 4]), tensor([3, 3])) // (2 + 1) / 2 = 1.5
 */
export function l1Loss(input: TensorTree, target: TensorTree, options: ElementwiseOptions = {}): Tensor {
  return elementwise("l1Loss", input, target, checkElementwise("l1Loss", options), (x, y) => abs(sub(x, y)));
}

/** {@link l1Loss} with its options held. */
export class L1Loss {
  readonly options: ElementwiseOptions;

  constructor(options: ElementwiseOptions = {}) {
    this.options = checkElementwise("L1Loss", options);
  }

  forward(input: TensorTree, target: TensorTree): Tensor {
    return l1Loss(input, target, this.options);
  }
}
