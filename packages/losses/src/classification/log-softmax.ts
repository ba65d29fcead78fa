import { type Tensor, exp, log, max, sub, sum, tidy } from "@tensorflow/tfjs-core";
import { stopGradient } from "@surenet/tensor-backend";

/**
 * `log softmax(x)` along the last axis.
 *
 * `s - log Σ exp(s)` with `s = x - max x`, so it is finite for logits of any finite size; the shift is a constant of the gradient, which leaves both derivatives exact.
 *
 * @example logSoftmax(tensor([[0, 0]])) // [[-0.6931, -0.6931]]
 */
export function logSoftmax(x: Tensor): Tensor {
  return tidy(() => {
    const shifted = sub(x, stopGradient(max(x, -1, true)));
    return sub(shifted, log(sum(exp(shifted), -1, true)));
  });
}
