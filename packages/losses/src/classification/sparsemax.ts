import { type Tensor, add, cast, cumsum, div, greater, mul, range, relu, square, sub, sum, tidy, topk } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { checkReduction, reduce, type Reduction } from "../reduction/reduction.ts";
import { HeldOptions } from "../reduction/held-options.ts";

/**
 * The nearest distribution to the scores, often with exact zeros: `max(0, x - τ)` with τ such that the sum is 1.
 *
 * With x sorted descending, k the largest count with `1 + k x_k > Σ_{j<=k} x_j`, `τ = (Σ_{j<=k} x_j - 1) / k`.
 *
 * @param x `[..., C]`, borrowed
 * @example sparsemax(tensor([[1, 0.5, -1]])) // [[0.75, 0.25, 0]]: k = 2, τ = 0.25
 * @see Martins & Astudillo 2016, "From softmax to sparsemax", algorithm 1
 */
export function sparsemax(x: Tensor): Tensor {
  return tidy(() => relu(sub(x, threshold(x))));
}

/**
 * The loss whose gradient is `sparsemax(x) - y`: `½ Σ_{c in support} (x_c² - τ²) + ½ - x·y`, for one-hot or distribution targets `½ Σ y²` in place of ½.
 *
 * @param input scores `[..., C]`, borrowed
 * @param target distributions of the same shape
 * @returns a scalar, or `[...]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example sparsemaxLoss(tensor([[0, 0]]), tensor([[1, 0]])) // τ = -½: ½ (0 - ¼) · 2 + ½ - 0 = ¼
 * @see Martins & Astudillo 2016, eq. 16
 */
export function sparsemaxLoss(input: Tensor, target: Tensor, options: { readonly reduction?: Reduction } = {}): Tensor {
  checkOptions("sparsemaxLoss", options, ["reduction"]);
  const { reduction = "mean" } = options;
  checkReduction("sparsemaxLoss", reduction);
  if (input.rank === 0 || input.shape.join() !== target.shape.join()) {
    throw shapeMismatch({ where: "sparsemaxLoss", expected: `targets [${input.shape.join(", ")}]`, got: target.shape });
  }
  return tidy(() => {
    const tau = threshold(input);
    const support = cast(greater(input, tau), "float32");
    const inside = sum(mul(support, sub(square(input), square(tau))), -1);
    const losses = sub(mul(add(inside, sum(square(target), -1)), 0.5), sum(mul(input, target), -1));
    return reduce(losses, reduction);
  });
}

/** τ, `[..., 1]`; the support is piecewise constant. */
function threshold(x: Tensor): Tensor {
  const classes = x.shape.at(-1) ?? 1;
  const sorted = topk(x, classes).values;
  const ranks = range(1, classes + 1);
  const inSupport = cast(greater(add(mul(sorted, ranks), 1), cumsum(sorted, x.rank - 1)), "float32");
  const count = sum(inSupport, -1, true);
  return div(sub(sum(mul(inSupport, sorted), -1, true), 1), count);
}

/** {@link sparsemaxLoss} with its options held. */
export class SparsemaxLoss extends HeldOptions<{ readonly reduction?: Reduction }> {
  constructor(options: { readonly reduction?: Reduction } = {}) {
    super("SparsemaxLoss", options, ["reduction"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return sparsemaxLoss(input, target, this.options);
  }
}
