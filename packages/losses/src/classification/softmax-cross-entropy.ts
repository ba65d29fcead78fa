import { type Tensor, mul, neg, notEqual, sum, tidy, where, zerosLike } from "@tensorflow/tfjs-core";
import { checkOptions, logSoftmax, shapeMismatch } from "@surenet/tensor-backend";
import { checkReduction, reduce, type Reduction } from "../reduction/reduction.ts";

/**
 * Cross entropy of distributions on the last axis: `-Σ_c y_c log softmax(x)_c`, one number a sample by default.
 *
 * @param logits `[..., C]`, borrowed
 * @param target the same shape; need not sum to 1
 * @returns `[...]`, or a scalar with another reduction; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example softmaxCrossEntropy(tensor([[0, 0]]), tensor([[0.5, 0.5]])) // [log 2]
 */
export function softmaxCrossEntropy(logits: Tensor, target: Tensor, options: { readonly reduction?: Reduction } = {}): Tensor {
  checkOptions("softmaxCrossEntropy", options, ["reduction"]);
  const { reduction = "none" } = options;
  checkReduction("softmaxCrossEntropy", reduction);
  if (logits.rank === 0 || logits.shape.join() !== target.shape.join()) {
    throw shapeMismatch({ where: "softmaxCrossEntropy", expected: `targets [${logits.shape.join(", ")}]`, got: target.shape });
  }
  return tidy(() => {
    const terms = where(notEqual(target, 0), mul(target, logSoftmax(logits)), zerosLike(logits));
    return reduce(neg(sum(terms, -1)), reduction);
  });
}
