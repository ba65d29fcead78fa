import { type Tensor, add, mean, mul, relu, sub } from "@tensorflow/tfjs-core";

/**
 * The multiclass hinge of each sample: `mean_c h_c · relu(m/2 - y_c x_c)` with y = ±1 and `h = C - 1` for the positive outputs, 1 for the others, so that one positive weighs as
 * much as all negatives.
 *
 * @param input `[N, C]`
 * @param positive 1 or 0, the same shape
 * @returns `[N]`
 */
export function hingeMulticlassValues(input: Tensor, positive: Tensor, minMargin: number): Tensor {
  const classes = input.shape.at(-1) ?? 1;
  const sign = sub(mul(positive, 2), 1);
  const factor = add(mul(positive, classes - 2), 1);
  return mean(mul(factor, relu(sub(minMargin / 2, mul(sign, input)))), -1);
}
