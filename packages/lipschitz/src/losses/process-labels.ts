import { type Tensor, div, greater, maximum, mean, sub, tidy, where } from "@tensorflow/tfjs-core";
import { SurenetError, shapeMismatch } from "@surenet/tensor-backend";

/**
 * Labels as the factors of the KR estimate, for losses with `multiGpu: true`.
 *
 * `1 / p` where the label is positive, `-1 / (1 - p)` elsewhere, p being the share of positives in a column of the whole batch. Computed once before a batch is cut up, so that the
 * parts need not know each other's labels.
 *
 * @param labels float32 `[N, ...]`, positive or not; borrowed
 * @returns the same shape, owned by the caller
 * @throws SurenetError `E_DTYPE` for integers, `E_SHAPE` for a single number
 * @example processLabelsForMultiGpu(tensor([[1], [0], [0], [0]])) // p = 1/4: [[4], [-4/3], [-4/3], [-4/3]]
 */
export function processLabelsForMultiGpu(labels: Tensor): Tensor {
  const name = "processLabelsForMultiGpu";
  if (labels.dtype !== "float32")
    throw new SurenetError("E_DTYPE", { where: name, problem: "the factors are no integers", expected: "float32", got: labels.dtype });
  if (labels.rank === 0) throw shapeMismatch({ where: name, expected: "labels [samples, ...]", got: labels.shape });
  return tidy(() => {
    const positive = greater(labels, 0);
    return krFactors(where(positive, 1, 0));
  });
}

/** @param positive 1 or 0, `[N, ...]` */
export function krFactors(positive: Tensor): Tensor {
  const share = mean(positive, 0, true);
  return sub(div(positive, maximum(share, 1e-30)), div(sub(1, positive), maximum(sub(1, share), 1e-30))); // a share of 0 is never used
}
