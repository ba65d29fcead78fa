import { type Tensor, add, concat, div, eye, matMul, maximum, mul, sqrt, square, sum, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { crossEntropy } from "../classification/cross-entropy.ts";
import type { Reduction } from "../reduction/reduction.ts";
import { HeldOptions } from "../reduction/held-options.ts";

/**
 * The normalised temperature-scaled cross entropy of two views: each of the 2N vectors has to find its other view among all others by cosine.
 *
 * @param views two tensors `[N, D]`, row i of one belonging to row i of the other; borrowed
 * @returns a scalar, or `[2N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example ntXentLoss([tensor([[1, 0], [0, 1]]), tensor([[1, 0], [0, 1]])], { temperature: 1 }) // log(e + 2) - 1 = 0.5514
 * @see Chen et al. 2020, "A simple framework for contrastive learning", eq. 1
 */
export function ntXentLoss(
  views: readonly [Tensor, Tensor],
  options: { readonly temperature?: number; readonly reduction?: Reduction } = {},
): Tensor {
  checkOptions("ntXentLoss", options, ["temperature", "reduction"]);
  const { temperature = 0.5, reduction = "mean" } = options;
  if (!(temperature > 0))
    throw invalidOption({ where: "ntXentLoss", option: "temperature", got: temperature, expected: "a positive number" });
  const [a, b] = views;
  const [count = 0] = a.shape;
  if (a.rank !== 2 || a.shape.join() !== b.shape.join())
    throw shapeMismatch({ where: "ntXentLoss", expected: "two [N, D]", got: [a.shape, b.shape] });
  return tidy(() => {
    const all = concat([a, b], 0);
    const unit = div(all, sqrt(maximum(sum(square(all), 1, true), 1e-16)));
    const similarity = div(matMul(unit, unit, false, true), temperature);
    const withoutSelf = add(similarity, mul(eye(2 * count), -1e9)); // a vector is no candidate for itself
    const other = tensor1d(Array.from({ length: 2 * count }, (_, i) => (i + count) % (2 * count)), "int32"); // prettier-ignore
    return crossEntropy(withoutSelf, other, { reduction });
  });
}

/** {@link ntXentLoss} with its options held. */
export class NTXentLoss extends HeldOptions<{ readonly temperature?: number; readonly reduction?: Reduction }> {
  constructor(options: { readonly temperature?: number; readonly reduction?: Reduction } = {}) {
    super("NTXentLoss", options, ["temperature", "reduction"]);
  }

  forward(views: readonly [Tensor, Tensor]): Tensor {
    return ntXentLoss(views, this.options);
  }
}
