import { type Tensor, add, div, expandDims, mul, relu, sub, sum, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { checkReduction, reduce, type Reduction } from "../reduction/reduction.ts";
import { HeldOptions } from "../reduction/held-options.ts";

/**
 * The hinge between every label that applies and every one that does not: `Σ_{i applies, j does not} max(0, 1 - x_i + x_j) / C`.
 *
 * @param input scores `[N, C]`, borrowed
 * @param target 1 where a label applies, else 0: `[N, C]`
 * @returns a scalar, or `[N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example multiLabelMarginLoss(tensor([[0.1, 0.2, 0.4, 0.8]]), tensor([[1, 0, 0, 1]])) // 0.85, as in torch's documents
 * @see torch.nn.MultiLabelMarginLoss, which lists the labels' indices instead
 */
export function multiLabelMarginLoss(input: Tensor, target: Tensor, options: { readonly reduction?: Reduction } = {}): Tensor {
  checkOptions("multiLabelMarginLoss", options, ["reduction"]);
  const { reduction = "mean" } = options;
  checkReduction("multiLabelMarginLoss", reduction);
  if (input.rank !== 2 || input.shape.join() !== target.shape.join()) {
    throw shapeMismatch({ where: "multiLabelMarginLoss", expected: "scores and labels [N, C]", got: [input.shape, target.shape] });
  }
  return tidy(() => {
    const short = relu(add(sub(1, expandDims(input, 2)), expandDims(input, 1))); // [N, i, j]: 1 - x_i + x_j
    const pairs = mul(expandDims(target, 2), expandDims(sub(1, target), 1));
    return reduce(div(sum(mul(short, pairs), [1, 2]), input.shape[1] ?? 1), reduction);
  });
}

/** {@link multiLabelMarginLoss} with its options held. */
export class MultiLabelMarginLoss extends HeldOptions<{ readonly reduction?: Reduction }> {
  constructor(options: { readonly reduction?: Reduction } = {}) {
    super("MultiLabelMarginLoss", options, ["reduction"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return multiLabelMarginLoss(input, target, this.options);
  }
}
