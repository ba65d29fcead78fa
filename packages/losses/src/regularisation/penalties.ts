import { type Tensor, abs, mean, sqrt, square, sum, tidy } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { sumOverLeaves, type TensorTree } from "../reduction/tensor-tree.ts";

/**
 * The 2-norm of all numbers of a tree together: `√Σ w²`. Its gradient at zero is NaN.
 *
 * @example l2Norm([tensor([3]), tensor([4])]) // 5
 */
export function l2Norm(tree: TensorTree, options: object = {}): Tensor {
  checkOptions("l2Norm", options, []);
  return tidy(() => sqrt(sumOverLeaves(tree, (leaf) => sum(square(leaf)))));
}

/**
 * The mean square of each leaf, over an axis or all, added up.
 *
 * @example meanSquare(tensor([1, 3])) // 5
 */
export function meanSquare(tree: TensorTree, { axis }: { readonly axis?: number | undefined } = {}): Tensor {
  return tidy(() => sumOverLeaves(tree, (leaf) => mean(square(leaf), axis)));
}

/**
 * The mean absolute value of each leaf, over an axis or all, added up.
 *
 * @example meanAbsolute(tensor([1, -3])) // 2
 */
export function meanAbsolute(tree: TensorTree, { axis }: { readonly axis?: number | undefined } = {}): Tensor {
  return tidy(() => sumOverLeaves(tree, (leaf) => mean(abs(leaf), axis)));
}
