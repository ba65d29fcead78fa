import { type Tensor, add, mul, tidy } from "@tensorflow/tfjs-core";
import { SurenetError, invalidOption } from "@surenet/tensor-backend";

/**
 * Labels mixed with the uniform distribution: `(1 - α) y + α / C`, C being the last axis.
 *
 * @param labels float `[..., C]`, borrowed
 * @param alpha in [0, 1]
 * @throws SurenetError `E_OPTION`; `E_DTYPE` for integers, which are class indices rather than distributions
 * @example smoothLabels(tensor([[1, 0]]), 0.2) // [[0.9, 0.1]]
 */
export function smoothLabels(labels: Tensor, alpha: number): Tensor {
  if (!(alpha >= 0 && alpha <= 1))
    throw invalidOption({ where: "smoothLabels", option: "alpha", got: alpha, expected: "a number in [0, 1]" });
  if (labels.dtype !== "float32") {
    throw new SurenetError("E_DTYPE", {
      where: "smoothLabels",
      problem: "labels are distributions",
      expected: "float32",
      got: labels.dtype,
    });
  }
  return tidy(() => add(mul(labels, 1 - alpha), alpha / (labels.shape.at(-1) ?? 1)));
}
