import { type Tensor, clipByValue, div, mul, square, sub } from "@tensorflow/tfjs-core";
import { invalidOption } from "@surenet/tensor-backend";
import type { TensorTree } from "../reduction/tensor-tree.ts";
import { checkElementwise, elementwise, type ElementwiseOptions } from "./elementwise.ts";
import { HeldOptions } from "../reduction/held-options.ts";

export interface HuberOptions extends ElementwiseOptions {
  /** Where the square turns into a line. */
  readonly delta?: number;
}

/**
 * Quadratic near zero, linear beyond δ: `½ d²` for `|d| <= δ`, else `δ (|d| - δ/2)`, with `d = x - y`.
 *
 * Computed as `q d - ½ q²` with q = d clipped to [-δ, δ], whose derivative is q everywhere.
 *
 * @param input any shape or a tree of tensors, borrowed
 * @returns a scalar; the input's shape with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example huberLoss(tensor([3, 0.5]), tensor([0, 0]), { reduction: "none" }) // [1 · (3 - 0.5), 0.125] = [2.5, 0.125]
 * @see Huber 1964, "Robust estimation of a location parameter"
 */
export function huberLoss(input: TensorTree, target: TensorTree, options: HuberOptions = {}): Tensor {
  const { delta = 1, ...rest } = checkElementwise("huberLoss", options, ["delta"]);
  if (!(delta > 0 && delta < Infinity))
    throw invalidOption({ where: "huberLoss", option: "delta", got: delta, expected: "a positive number" });
  return elementwise("huberLoss", input, target, rest, (x, y) => clippedSquare(sub(x, y), delta));
}

/**
 * {@link huberLoss} divided by its corner: `½ d² / β` for `|d| <= β`, else `|d| - β/2` (torch's SmoothL1Loss).
 *
 * @example smoothL1Loss(tensor([3]), tensor([0]), { beta: 2 }) // 3 - 1 = 2
 */
export function smoothL1Loss(input: TensorTree, target: TensorTree, options: ElementwiseOptions & { readonly beta?: number } = {}): Tensor {
  const { beta = 1, ...rest } = checkElementwise("smoothL1Loss", options, ["beta"]);
  if (!(beta > 0 && beta < Infinity))
    throw invalidOption({ where: "smoothL1Loss", option: "beta", got: beta, expected: "a positive number" });
  return elementwise("smoothL1Loss", input, target, rest, (x, y) => div(clippedSquare(sub(x, y), beta), beta));
}

/** `q d - ½ q²`, q being d clipped to ±limit. */
function clippedSquare(d: Tensor, limit: number): Tensor {
  const q = clipByValue(d, -limit, limit);
  return sub(mul(q, d), mul(square(q), 0.5));
}

/** {@link huberLoss} with its options held. */
export class HuberLoss extends HeldOptions<HuberOptions> {
  constructor(options: HuberOptions = {}) {
    super("HuberLoss", options, ["delta", "reduction", "axis"]);
  }

  forward(input: TensorTree, target: TensorTree): Tensor {
    return huberLoss(input, target, this.options);
  }
}

/** {@link smoothL1Loss} with its options held. */
export class SmoothL1Loss extends HeldOptions<ElementwiseOptions & { readonly beta?: number }> {
  constructor(options: ElementwiseOptions & { readonly beta?: number } = {}) {
    super("SmoothL1Loss", options, ["beta", "reduction", "axis"]);
  }

  forward(input: TensorTree, target: TensorTree): Tensor {
    return smoothL1Loss(input, target, this.options);
  }
}
