import { Mean, type MeanAttrs, Sum, type SumAttrs, type TensorInfo, backend_util, util } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";

/**
 * Sums in float64, rounded once at the end.
 *
 * The wasm engine adds float32 to float32 in one chain: a million times 0.1 ends 1 % off, ten million 9 %. It also transposes for every axis but
 * the last; here the axes are reduced where they lie.
 */
export const sum: Kernel = kernel(Sum, ["wasm"], (call: KernelCall<"x", SumAttrs>) => reduce(call, call.inputs.x.dtype, () => 1));

/** The mean, by the same sums. */
export const mean: Kernel = kernel(Mean, ["wasm"], (call: KernelCall<"x", MeanAttrs>) => reduce(call, "float32", (count) => count));

function reduce(
  { inputs: { x }, attrs, memory }: KernelCall<"x", SumAttrs>,
  dtype: TensorInfo["dtype"],
  divisor: (count: number) => number,
): TensorInfo {
  const axes = util.parseAxisParam(attrs.axis, x.shape);
  const [kept, reduced] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const out = memory.make(attrs.keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept, dtype);
  const [input, output] = memory.views(x, out);
  let sums: ArrayLike<number> = input;
  for (const { outer, n, inner } of runs(x.shape, axes)) sums = sumRun(sums, outer, n, inner);
  const scale = divisor(util.sizeFromShape(reduced));
  for (let i = 0; i < output.length; i++) output[i] = (sums[i] ?? 0) / scale;
  return out;
}

/** Neighbouring reduced axes as one axis of length `n`, the last such run first, so that each step shrinks the next one's input. */
function runs(shape: readonly number[], axes: readonly number[]): { outer: number; n: number; inner: number }[] {
  const found: { outer: number; n: number; inner: number }[] = [];
  let inner = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    let n = 1;
    for (; axes.includes(i); i--) n *= shape[i] ?? 1;
    if (n !== 1) found.push({ outer: util.sizeFromShape(shape.slice(0, i + 1)), n, inner });
    if (i >= 0) inner *= shape[i] ?? 1;
  }
  return found;
}

/** `out[o, j] = Σ_i x[o, i, j]` */
function sumRun(x: ArrayLike<number>, outer: number, n: number, inner: number): Float64Array {
  const out = new Float64Array(outer * inner);
  if (inner === 1) {
    for (let o = 0, from = 0; o < outer; o++, from += n) {
      let total = 0;
      for (let i = from; i < from + n; i++) total += x[i] ?? 0;
      out[o] = total;
    }
    return out;
  }
  for (let o = 0, from = 0; o < outer; o++) {
    for (let i = 0; i < n; i++, from += inner) {
      for (let j = 0, to = o * inner; j < inner; j++, to++) out[to] = (out[to] ?? 0) + (x[from + j] ?? 0);
    }
  }
  return out;
}
