import { type Tensor, div, maximum, mul, relu, sqrt, square, sub, sum, tidy, where, greater } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { checkReduction, reduce, type Reduction } from "../reduction/reduction.ts";
import { HeldOptions } from "../reduction/held-options.ts";

/**
 * The cosine of the angle between vectors on the last axis: `⟨a, b⟩ / max(‖a‖‖b‖, 1e-8)`.
 *
 * @example cosineSimilarity(tensor([[1, 1]]), tensor([[1, 0]])) // [0.7071]
 */
export function cosineSimilarity(a: Tensor, b: Tensor): Tensor {
  return tidy(() => {
    const lengths = sqrt(maximum(mul(sum(square(a), -1), sum(square(b), -1)), 1e-16));
    return div(sum(mul(a, b), -1), lengths);
  });
}

/**
 * Pulls pairs together or pushes them apart: `1 - cos` where y = 1, `max(0, cos - margin)` where y = -1.
 *
 * @param pair two tensors `[N, D]`, borrowed
 * @param target 1 or -1: `[N]`
 * @returns a scalar, or `[N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example cosineEmbeddingLoss([tensor([[1, 0]]), tensor([[0, 1]])], tensor([1])) // 1
 * @see torch.nn.CosineEmbeddingLoss
 */
export function cosineEmbeddingLoss(
  pair: readonly [Tensor, Tensor],
  target: Tensor,
  options: { readonly margin?: number; readonly reduction?: Reduction } = {},
): Tensor {
  checkOptions("cosineEmbeddingLoss", options, ["margin", "reduction"]);
  const { margin = 0, reduction = "mean" } = options;
  checkReduction("cosineEmbeddingLoss", reduction);
  const [a, b] = pair;
  if (a.shape.join() !== b.shape.join() || a.shape.slice(0, -1).join() !== target.shape.join()) {
    throw shapeMismatch({ where: "cosineEmbeddingLoss", expected: "two [N, D] and signs [N]", got: [a.shape, b.shape, target.shape] });
  }
  return tidy(() => {
    const cosine = cosineSimilarity(a, b);
    return reduce(where(greater(target, 0), sub(1, cosine), relu(sub(cosine, margin))), reduction);
  });
}

/** {@link cosineEmbeddingLoss} with its options held. */
export class CosineEmbeddingLoss extends HeldOptions<{ readonly margin?: number; readonly reduction?: Reduction }> {
  constructor(options: { readonly margin?: number; readonly reduction?: Reduction } = {}) {
    super("CosineEmbeddingLoss", options, ["margin", "reduction"]);
  }

  forward(pair: readonly [Tensor, Tensor], target: Tensor): Tensor {
    return cosineEmbeddingLoss(pair, target, this.options);
  }
}
