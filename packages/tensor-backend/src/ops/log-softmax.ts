import { LogSoftmax, type Tensor, engine, getKernel, sub, tidy } from "@tensorflow/tfjs-core";
import { runKernel } from "../gradients/run-kernel.ts";
import { logSumExp } from "./log-sum-exp.ts";

/**
 * `x − log Σ exp(x)` along one axis.
 *
 * The function of this name in TensorFlow.js takes the last axis only, and its second derivative is wrong: its gradient hides inside a `customGrad`
 * that saves the output, where no registered rule reaches it.
 *
 * @param x any shape, borrowed
 * @param axis the last one by default
 * @example logSoftmax(tensor([0, Math.log(3)])) // [log 1/4, log 3/4] = [-1.3863, -0.2877]
 */
export function logSoftmax(x: Tensor, axis: number = -1): Tensor {
  const isLast = x.rank > 0 && (axis === -1 || axis === x.rank - 1);
  if (isLast && x.dtype === "float32" && getKernel(LogSoftmax, engine().backendName) !== undefined) {
    return runKernel(LogSoftmax, { logits: x }, { axis });
  }
  return tidy(() => sub(x, logSumExp(x, { axis, keepDims: true })));
}
