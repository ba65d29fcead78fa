import {
  LogSoftmax, type LogSoftmaxAttrs, type Tensor, type Tensor1D, cast, exp, expandDims, greaterEqual, isFinite, log, max, mul, oneHot, scalar, softmax, sub, sum,
  where, zerosLike,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import type { Kernel, KernelEngine } from "../kernel.ts";
import { type ComposedCall, composedKernel } from "./composed-kernel.ts";

/** `log softmax(x)` of every row at one index; an index below 0 picks nothing, which is 0. */
export const PICKED_LOG_SOFTMAX = "SurenetPickedLogSoftmax";
/** Its gradient `dy ∘ (one-hot − softmax(x))`. */
export const PICKED_LOG_SOFTMAX_GRADIENT = "SurenetPickedLogSoftmaxGradient";
/** The same gradient out of what the native kernel leaves: `exp(x − max)` and one over the sum of each row. */
export const PICKED_SLOPE = "SurenetPickedSlope";

export interface PickedAttrs {
  /**
   * Whether what the gradient needs is wanted too, from an engine that has it as good as ready: as a second output the table `softmax(x) − one-hot`, or as a second
   * and third the inputs `powers` and `shares` of {@link PICKED_SLOPE}.
   */
  readonly slope: boolean;
}

const EVERYWHERE: readonly KernelEngine[] = ["wasm", "cpu", "tensorflow", "webgpu"];

/** TensorFlow.js names this kernel, but has it on no engine of ours. */
export const logSoftmax: Kernel = composedKernel(
  LogSoftmax,
  EVERYWHERE,
  ({ inputs: { logits }, attrs: { axis } }: ComposedCall<"logits", LogSoftmaxAttrs>) => logSoftmaxOf(logits, axis),
);

export const pickedLogSoftmax: Kernel = composedKernel(
  PICKED_LOG_SOFTMAX,
  ["wasm", "cpu", "webgpu"], // the native library has it
  ({ inputs: { x, indices } }: ComposedCall<"x" | "indices", object>) => pick(logSoftmaxOf(x, 1), indices),
);

export const pickedLogSoftmaxGradient: Kernel = composedKernel(
  PICKED_LOG_SOFTMAX_GRADIENT,
  EVERYWHERE,
  ({ inputs: { dy, x, indices } }: ComposedCall<"dy" | "x" | "indices", object>) => {
    const slope = sub(cast(oneHot(indices as Tensor1D, x.shape[1] ?? 1), "float32"), softmax(x));
    const counts = expandDims(greaterEqual(indices, scalar(0, "int32")), 1);
    return where(counts, mul(expandDims(dy, 1), slope), zerosLike(x));
  },
);

/** The number of every row at its index, 0 where that is below 0. */
export function pick(x: Tensor, indices: Tensor): Tensor {
  const picked = cast(oneHot(indices as Tensor1D, x.shape[1] ?? 1), "bool");
  return sum(where(picked, x, zerosLike(x)), 1);
}

/** Shifted by the largest number, or by 0 where that is infinite. */
function logSoftmaxOf(x: Tensor, axis: number): Tensor {
  const largest = max(x, axis, true);
  const shifted = sub(x, where(isFinite(largest), largest, zerosLike(largest)));
  return sub(shifted, log(sum(exp(shifted), axis, true)));
}
