import { type Tensor, add, fill, less, log, maximum, mul, neg, sub, where } from "@tensorflow/tfjs-core";
import { checkElementwise, elementwise, type ElementwiseOptions } from "../regression/elementwise.ts";
import { HeldOptions } from "../reduction/held-options.ts";

export interface BceOptions extends ElementwiseOptions {
  /** Broadcast against the input: a factor for each element. */
  readonly weight?: Tensor | undefined;
}

const SMALLEST = 1.2e-38; // the smallest normal float32
const LOWEST = -100; // as in torch: an answer that is certain and wrong costs 100, not infinity

/**
 * Binary cross entropy of probabilities: `-(y log p + (1 - y) log(1 - p))`, logarithms not below -100. With logits use `bceWithLogits`.
 *
 * @param input probabilities, any shape, borrowed
 * @param target the same shape, in [0, 1]
 * @returns a scalar; the input's shape with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example bceLoss(tensor([0.25]), tensor([1])) // log 4
 * @see torch.nn.BCELoss
 */
export function bceLoss(input: Tensor, target: Tensor, options: BceOptions = {}): Tensor {
  const { weight, ...rest } = checkElementwise("bceLoss", options, ["weight"]);
  return elementwise("bceLoss", input, target, rest, (p, y) => {
    const terms = add(mul(y, safeLog(p)), mul(sub(1, y), safeLog(sub(1, p))));
    return neg(weight === undefined ? terms : mul(terms, weight));
  });
}

function safeLog(p: Tensor): Tensor {
  return where(less(p, SMALLEST), fill(p.shape, LOWEST), log(maximum(p, SMALLEST)));
}

/** {@link bceLoss} with its options held. */
export class BCELoss extends HeldOptions<BceOptions> {
  constructor(options: BceOptions = {}) {
    super("BCELoss", options, ["weight", "reduction", "axis"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return bceLoss(input, target, this.options);
  }
}
