import { type Tensor, mul, softplus, sub, tidy } from "@tensorflow/tfjs-core";
import type { TensorTree } from "../reduction/tensor-tree.ts";
import { checkElementwise, elementwise, type ElementwiseOptions } from "./elementwise.ts";
import { HeldOptions } from "../reduction/held-options.ts";

/**
 * `log cosh d`, as `softplus(2d) - d - log 2`: finite for every d, with both derivatives right at 0 too.
 *
 * @example logCosh(tensor([0])) // [0]
 */
export function logCosh(d: Tensor): Tensor {
  return tidy(() => sub(sub(softplus(mul(d, 2)), d), Math.LN2));
}

/**
 * The logarithm of the hyperbolic cosine of each error, `log cosh(x - y)`: nearly `d²/2` near zero, `|d| - log 2` far away, and smooth between.
 *
 * @param input any shape or a tree of tensors, borrowed
 * @returns a scalar; the input's shape with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example logCoshLoss(tensor([Math.log(2)]), tensor([0])) // log((2 + ½)/2) = 0.2231
 */
export function logCoshLoss(input: TensorTree, target: TensorTree, options: ElementwiseOptions = {}): Tensor {
  return elementwise("logCoshLoss", input, target, checkElementwise("logCoshLoss", options), (x, y) => logCosh(sub(x, y)));
}

/** {@link logCoshLoss} with its options held. */
export class LogCoshLoss extends HeldOptions<ElementwiseOptions> {
  constructor(options: ElementwiseOptions = {}) {
    super("LogCoshLoss", options, ["reduction", "axis"]);
  }

  forward(input: TensorTree, target: TensorTree): Tensor {
    return logCoshLoss(input, target, this.options);
  }
}
