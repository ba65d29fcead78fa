import { type Tensor, add, exp, mul, neg, softplus, sub } from "@tensorflow/tfjs-core";
import { invalidOption } from "@surenet/tensor-backend";
import { checkElementwise, elementwise, type ElementwiseOptions } from "../regression/elementwise.ts";
import { HeldOptions } from "../reduction/held-options.ts";

export interface FocalOptions extends ElementwiseOptions {
  /** How much what is already right counts less; 0 is binary cross entropy. */
  readonly gamma?: number;
  /** Weight of the positives in [0, 1], the negatives having the rest; unweighted when omitted. */
  readonly alpha?: number | undefined;
}

/**
 * The focal loss of logits: `(1 - p_t)^γ · -log p_t`, with `p_t` the probability of what is the case.
 *
 * `1 - p_t` is computed as `e^{-softplus}` of the logit, so both factors keep their accuracy for logits of any size.
 *
 * @param input logits, any shape, borrowed
 * @param target 0 or 1, the same shape
 * @returns a scalar; the input's shape with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example focalLoss(tensor([0]), tensor([1]), { gamma: 2 }) // 0.25 · log 2 = 0.1733
 * @see Lin et al. 2017, "Focal loss for dense object detection", eq. 5
 */
export function focalLoss(input: Tensor, target: Tensor, options: FocalOptions = {}): Tensor {
  const { gamma = 2, alpha, ...rest } = checkElementwise("focalLoss", options, ["gamma", "alpha"]);
  if (!(gamma >= 0 && gamma < Infinity))
    throw invalidOption({ where: "focalLoss", option: "gamma", got: gamma, expected: "a number >= 0" });
  if (alpha !== undefined && !(alpha >= 0 && alpha <= 1)) {
    throw invalidOption({ where: "focalLoss", option: "alpha", got: alpha, expected: "a number in [0, 1]" });
  }
  return elementwise("focalLoss", input, target, rest, (x, y) => {
    const towards = mul(x, sub(mul(y, 2), 1)); // the logit of what is the case
    const loss = mul(exp(mul(softplus(towards), -gamma)), softplus(neg(towards))); // 1 - p_t = σ(-towards) = e^{-softplus(towards)}
    return alpha === undefined ? loss : mul(loss, add(mul(y, alpha), mul(sub(1, y), 1 - alpha)));
  });
}

/** {@link focalLoss} with its options held. */
export class FocalLoss extends HeldOptions<FocalOptions> {
  constructor(options: FocalOptions = {}) {
    super("FocalLoss", options, ["gamma", "alpha", "reduction", "axis"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return focalLoss(input, target, this.options);
  }
}
