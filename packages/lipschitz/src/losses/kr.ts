import { type Tensor, div, maximum, mean, mul, sub } from "@tensorflow/tfjs-core";

/**
 * The Kantorovich-Rubinstein estimate of each sample: its mean over the batch is `E[f | positive] - E[f | negative]`, averaged over the outputs.
 *
 * `mean_c(x_c / p_c)` over the positive outputs minus `mean_c(x_c / (1 - p_c))` over the others, p_c being the share of positives in the batch. A column with one class
 * alone gives plus or minus its mean.
 *
 * @param input `[N, C]`
 * @param positive 1 or 0, the same shape
 * @returns `[N]`
 * @see Serrurier et al. 2021, "Achieving robustness in classification using optimal transport with hinge regularization", eq. 6
 */
export function krValues(input: Tensor, positive: Tensor): Tensor {
  const share = mean(positive, 0, true);
  const factor = sub(div(positive, maximum(share, 1e-30)), div(sub(1, positive), maximum(sub(1, share), 1e-30))); // a share of 0 is never used
  return mean(mul(input, factor), -1);
}

/** {@link krValues} for targets that already hold the factors, as `processLabelsForMultiGpu` makes them. */
export function krValuesFromFactors(input: Tensor, factors: Tensor): Tensor {
  return mean(mul(input, factors), -1);
}
