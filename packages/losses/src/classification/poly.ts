import { type Tensor, add, cast, exp, mul, neg, sub, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { checkReduction, reduce, type Reduction } from "../reduction/reduction.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { HeldOptions } from "../reduction/held-options.ts";

export interface PolyOptions {
  /** Weight of the first polynomial term; 0 is cross entropy. */
  readonly epsilon?: number;
  readonly reduction?: Reduction;
}

/**
 * Poly-1 cross entropy: `-log p_y + ε (1 - p_y)`.
 *
 * @param input logits `[N, C]`, borrowed
 * @param target int32 class indices `[N]`
 * @returns a scalar, or `[N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`, `E_VALUE`
 * @example polyLoss(tensor([[0, 0]]), tensor1d([1], "int32")) // log 2 + 1 · 0.5
 * @see Leng et al. 2022, "PolyLoss", eq. 4
 */
export function polyLoss(input: Tensor, target: Tensor, options: PolyOptions = {}): Tensor {
  checkOptions("polyLoss", options, ["epsilon", "reduction"]);
  const { epsilon = 1, reduction = "mean" } = options;
  checkReduction("polyLoss", reduction);
  if (!Number.isFinite(epsilon)) throw invalidOption({ where: "polyLoss", option: "epsilon", got: epsilon, expected: "a finite number" });
  return tidy(() => {
    const entropy = crossEntropy(input, cast(target, "int32"), { reduction: "none" });
    return reduce(add(entropy, mul(sub(1, exp(neg(entropy))), epsilon)), reduction);
  });
}

/** {@link polyLoss} with its options held. */
export class PolyLoss extends HeldOptions<PolyOptions> {
  constructor(options: PolyOptions = {}) {
    super("PolyLoss", options, ["epsilon", "reduction"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return polyLoss(input, target, this.options);
  }
}
