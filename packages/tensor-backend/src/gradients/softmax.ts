import {
  type GradConfig, LogSoftmax, type LogSoftmaxAttrs, Softmax, type SoftmaxAttrs, type Tensor, type Tensor1D, cast, expandDims, greaterEqual, mul, neg, oneHot, scalar, softmax, sub, sum,
  where, zeros, zerosLike,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { PICKED_LOG_SOFTMAX, PICKED_LOG_SOFTMAX_GRADIENT } from "../kernels/composed/softmax.ts";
import { rule, unaryFromOutput } from "./rule.ts";
import { runKernel } from "./run-kernel.ts";

/** Gradients of the softmax, of its logarithm, and of that at one index of every row. */
export const softmaxes: readonly GradConfig[] = [
  unaryFromOutput(
    Softmax,
    (x, { dim }: SoftmaxAttrs) => softmax(x, dim),
    (dy, y, { dim }) => mul(y, centred(dy, y, dim)),
    "logits",
  ),
  rule(LogSoftmax, ["logits"], (dy, { logits }, { axis }: LogSoftmaxAttrs) => ({
    logits: () => sub(dy, mul(sum(dy, axis, true), softmax(logits, axis))),
  })),
  rule(PICKED_LOG_SOFTMAX, ["x", "indices"], (dy, { x, indices }) => ({
    x: () => runKernel(PICKED_LOG_SOFTMAX_GRADIENT, { dy, x, indices }, {}),
    indices: () => zeros(indices.shape),
  })),
  rule(PICKED_LOG_SOFTMAX_GRADIENT, ["dy", "x", "indices"], (ddx, { dy, x, indices }) => {
    const counted = where(expandDims(greaterEqual(indices, scalar(0, "int32")), 1), ddx, zerosLike(ddx)); // a row that picks nothing is constant
    const picked = (): Tensor => cast(oneHot(indices as Tensor1D, x.shape[1] ?? 1), "float32");
    return {
      dy: () => sum(mul(counted, sub(picked(), softmax(x))), 1),
      x: () => {
        const p = softmax(x);
        return neg(mul(expandDims(dy, 1), mul(p, centred(counted, p, 1))));
      },
      indices: () => zeros(indices.shape),
    };
  }),
];

/** `v − Σ v ∘ p` */
function centred(v: Tensor, p: Tensor, axis: number): Tensor {
  return sub(v, sum(mul(v, p), axis, true));
}
