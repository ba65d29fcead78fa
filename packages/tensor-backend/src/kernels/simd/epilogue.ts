import {
  Add, Elu, LeakyRelu, Prelu, Relu, Relu6, Sigmoid, type TensorInfo, type _FusedMatMulAttrs, util,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import type { SimdCall } from "./simd-kernel.ts";

/** What follows a product or a convolution in one kernel. */
export interface Epilogue {
  readonly bias: TensorInfo | undefined;
  readonly preluActivationWeights: TensorInfo | undefined;
  readonly activation: _FusedMatMulAttrs["activation"];
  readonly leakyreluAlpha: number | undefined;
}

/** The activations that cut a number off. */
const BOUNDS: Readonly<Record<string, readonly [number, number]>> = { linear: [-Infinity, Infinity], relu: [0, Infinity], relu6: [0, 6] };
const KERNELS: Readonly<Record<string, string>> = {
  relu: Relu,
  relu6: Relu6,
  elu: Elu,
  sigmoid: Sigmoid,
  leakyrelu: LeakyRelu,
  prelu: Prelu,
};

/** `activation(out + bias)`, in place where it can be; `out` belongs to this function. */
export function finish(call: Pick<SimdCall, "memory" | "simd" | "call">, out: TensorInfo, epilogue: Epilogue): TensorInfo {
  const { bias, activation, preluActivationWeights, leakyreluAlpha } = epilogue;
  const columns = out.shape.at(-1) ?? 1;
  const size = util.sizeFromShape(out.shape);
  const row = bias !== undefined && bias.shape.at(-1) === columns && util.sizeFromShape(bias.shape) === columns;
  const [low, high] = (row ? BOUNDS[activation] : undefined) ?? [-Infinity, Infinity];
  let result = out;
  if (bias !== undefined && row && size > 0) {
    call.simd.kernels.addRow(size / columns, columns, call.memory.pointer(out), call.memory.pointer(bias), low, high);
  } else if (bias !== undefined) result = replace(call, Add, result, { a: result, b: bias });
  if (activation === "linear" || (row && activation in BOUNDS)) return result;
  const kernel = KERNELS[activation];
  if (kernel === undefined) throw new Error(`there is no activation ${String(activation)}`);
  const alpha = activation === "prelu" ? preluActivationWeights : undefined;
  return replace(call, kernel, result, { x: result, ...(alpha === undefined ? {} : { alpha }) }, { alpha: leakyreluAlpha });
}

function replace(
  { call, memory }: Pick<SimdCall, "memory" | "call">,
  kernel: string,
  old: TensorInfo,
  inputs: Readonly<Record<string, TensorInfo>>,
  attrs: object = {},
): TensorInfo {
  const result = call(kernel, inputs, attrs);
  memory.free(old);
  return result;
}
