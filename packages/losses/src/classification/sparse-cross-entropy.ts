import { type Tensor, fill, reshape, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import { crossEntropy } from "./cross-entropy.ts";

/**
 * Cross entropy of class indices on the last axis, one number a sample: `-log softmax(x)_y`.
 *
 * @param logits `[..., C]`, borrowed
 * @param target int32 `[...]` or `[..., 1]`, or one class for all samples
 * @returns `[...]`, owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_VALUE` for an index that is no class
 * @example sparseCrossEntropy(tensor([[0, 0]]), 1) // [log 2]
 */
export function sparseCrossEntropy(logits: Tensor, target: Tensor | number): Tensor {
  const samples = logits.shape.slice(0, -1);
  return tidy(() => {
    const indices = typeof target === "number" ? fill(samples, target, "int32") : target;
    const trailing = indices.shape.join() === [...samples, 1].join();
    if (!trailing && indices.shape.join() !== samples.join()) {
      throw shapeMismatch({ where: "sparseCrossEntropy", expected: `indices [${samples.join(", ")}]`, got: indices.shape });
    }
    return crossEntropy(logits, reshape(indices, samples), { reduction: "none", classAxis: logits.rank - 1 });
  });
}
