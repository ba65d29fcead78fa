import { type Tensor, add, mul, neg, softplus, sub, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { type Reduction, checkReduction, reduce } from "../reduction/reduction.ts";

export interface BceWithLogitsOptions {
  /** Broadcast against the input: a factor for each element. */
  readonly weight?: Tensor | undefined;
  /** Broadcast against the input: a factor for the positive term. */
  readonly posWeight?: Tensor | undefined;
  readonly reduction?: Reduction;
}

/**
 * Binary cross entropy of logits, element by element.
 *
 * `ℓ = w · ((1 - y) x + (1 + (p - 1) y) · softplus(-x))`, finite for logits of any size; the mean divides by the number of elements.
 *
 * @param input logits, any shape
 * @param target the same shape, in [0, 1]
 * @returns a scalar, or the input's shape with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example bceWithLogits(tensor([0]), tensor([1])) // log 2 = 0.6931
 */
export function bceWithLogits(input: Tensor, target: Tensor, options: BceWithLogitsOptions = {}): Tensor {
  const { weight, posWeight, reduction = "mean" } = checkBceOptions("bceWithLogits", options);
  if (input.shape.join() !== target.shape.join()) {
    throw shapeMismatch({
      where: "bceWithLogits",
      problem: "input and target differ in shape",
      expected: `[${input.shape.join(", ")}]`,
      got: target.shape,
    });
  }
  return tidy(() => {
    const negativeLogP = softplus(neg(input));
    const positive = posWeight === undefined ? negativeLogP : mul(negativeLogP, add(mul(sub(posWeight, 1), target), 1));
    const losses = add(mul(sub(1, target), input), positive);
    return reduce(weight === undefined ? losses : mul(losses, weight), reduction);
  });
}

/** {@link bceWithLogits} with its options held. */
export class BCEWithLogitsLoss {
  readonly options: BceWithLogitsOptions;

  constructor(options: BceWithLogitsOptions = {}) {
    this.options = checkBceOptions("BCEWithLogitsLoss", options);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return bceWithLogits(input, target, this.options);
  }
}

function checkBceOptions(where: string, options: BceWithLogitsOptions): BceWithLogitsOptions {
  checkOptions(where, options, ["weight", "posWeight", "reduction"]);
  if (options.reduction !== undefined) checkReduction(where, options.reduction);
  return options;
}
