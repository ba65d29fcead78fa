import { type Tensor, mean, mul, neg, softplus, sub } from "@tensorflow/tfjs-core";
import { checkElementwise, elementwise, type ElementwiseOptions } from "../regression/elementwise.ts";
import { HeldOptions } from "../reduction/held-options.ts";

/**
 * The logistic loss of signs: `log(1 + e^{-y x})`, y = ±1.
 *
 * @param input scores, any shape, borrowed
 * @param target the same shape, 1 or -1
 * @returns a scalar; the input's shape with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example softMarginLoss(tensor([0]), tensor([-1])) // log 2
 */
export function softMarginLoss(input: Tensor, target: Tensor, options: ElementwiseOptions = {}): Tensor {
  return elementwise("softMarginLoss", input, target, checkElementwise("softMarginLoss", options), (x, y) => softplus(neg(mul(x, y))));
}

/**
 * {@link softMarginLoss} of several labels at once, averaged over the classes of each sample: `mean_c log(1 + e^{∓x_c})`.
 *
 * @param input scores `[..., C]`, borrowed
 * @param target the same shape, 1 where a label applies, else 0
 * @returns a scalar; `[...]` with `reduction: "none"`; owned by the caller
 * @example multiLabelSoftMarginLoss(tensor([[0, 0]]), tensor([[1, 0]])) // log 2
 */
export function multiLabelSoftMarginLoss(input: Tensor, target: Tensor, options: Omit<ElementwiseOptions, "axis"> = {}): Tensor {
  const checked = checkElementwise("multiLabelSoftMarginLoss", options);
  return elementwise("multiLabelSoftMarginLoss", input, target, checked, (x, y) => mean(softplus(mul(x, sub(1, mul(y, 2)))), -1));
}

/** {@link softMarginLoss} with its options held. */
export class SoftMarginLoss extends HeldOptions<ElementwiseOptions> {
  constructor(options: ElementwiseOptions = {}) {
    super("SoftMarginLoss", options, ["reduction", "axis"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return softMarginLoss(input, target, this.options);
  }
}

/** {@link multiLabelSoftMarginLoss} with its options held. */
export class MultiLabelSoftMarginLoss extends HeldOptions<Omit<ElementwiseOptions, "axis">> {
  constructor(options: Omit<ElementwiseOptions, "axis"> = {}) {
    super("MultiLabelSoftMarginLoss", options, ["reduction"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return multiLabelSoftMarginLoss(input, target, this.options);
  }
}
