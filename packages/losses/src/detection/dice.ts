import { type Tensor, add, div, mul, sub, sum, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { checkReduction, reduce, type Reduction } from "../reduction/reduction.ts";
import { HeldOptions } from "../reduction/held-options.ts";

/**
 * One minus the Dice overlap of each sample: `1 - (2 Σ p y + s) / (Σ p + Σ y + s)`.
 *
 * @param input probabilities `[N, ...]`, borrowed
 * @param target the same shape, in [0, 1]
 * @param options `smooth`: s, which makes two empty masks agree
 * @returns a scalar, or `[N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example diceLoss(tensor([[1, 1]]), tensor([[1, 0]]), { smooth: 0 }) // 1 - 2/3
 * @see Milletari, Navab & Ahmadi 2016, "V-Net"
 */
export function diceLoss(
  input: Tensor,
  target: Tensor,
  options: { readonly smooth?: number; readonly reduction?: Reduction } = {},
): Tensor {
  checkOptions("diceLoss", options, ["smooth", "reduction"]);
  const { smooth = 1, reduction = "mean" } = options;
  checkReduction("diceLoss", reduction);
  if (input.rank < 2 || input.shape.join() !== target.shape.join()) {
    throw shapeMismatch({ where: "diceLoss", expected: "probabilities and masks [N, ...]", got: [input.shape, target.shape] });
  }
  return tidy(() => {
    const axes = input.shape.map((_, i) => i).slice(1);
    const overlap = add(mul(sum(mul(input, target), axes), 2), smooth);
    return reduce(sub(1, div(overlap, add(add(sum(input, axes), sum(target, axes)), smooth))), reduction);
  });
}

/** {@link diceLoss} with its options held. */
export class DiceLoss extends HeldOptions<{ readonly smooth?: number; readonly reduction?: Reduction }> {
  constructor(options: { readonly smooth?: number; readonly reduction?: Reduction } = {}) {
    super("DiceLoss", options, ["smooth", "reduction"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return diceLoss(input, target, this.options);
  }
}
