import {
  BatchMatMul, Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs, Conv2DBackpropInput, type Conv2DBackpropInputAttrs, type TensorInfo, backend_util,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { type Kernel, type KernelCall, kernel, shaped } from "../kernel.ts";
import { gatherPatches, imagesPerStep, scatterPatches } from "./patches.ts";

type Shape4D = [number, number, number, number];

/**
 * The gradient of a convolution's filter, `dF = patches(x)ᵀ·dy`: one matrix product over all output pixels. The wasm engine has none, so that it
 * cannot train a convolution.
 */
export const conv2dBackpropFilter: Kernel = kernel(
  Conv2DBackpropFilter,
  ["wasm"],
  ({ inputs: { x, dy }, attrs, memory, call }: KernelCall<"x" | "dy", Conv2DBackpropFilterAttrs>) => {
    const info = geometry(x.shape, attrs.filterShape, attrs);
    const [pixels, taps] = [info.outHeight * info.outWidth, info.filterHeight * info.filterWidth * info.inChannels];
    const step = imagesPerStep(info);
    const df = memory.make(attrs.filterShape);
    const patches = memory.make([step * pixels, taps]);
    const sums = new Float64Array(taps * info.outChannels);
    for (let first = 0; first < info.batchSize; first += step) {
      const count = Math.min(step, info.batchSize - first);
      const [image, rows] = memory.views(x, patches);
      gatherPatches(info, image, rows, first, count);
      const gradient = memory.window(dy, first * pixels * info.outChannels, [count * pixels, info.outChannels]);
      const part = call(BatchMatMul, { a: shaped(patches, [count * pixels, taps]), b: gradient }, { transposeA: true, transposeB: false });
      const [values] = memory.views(part);
      for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (values[i] ?? 0);
      memory.release(gradient);
      memory.free(part);
    }
    memory.free(patches);
    memory.views(df)[0].set(sums);
    return df;
  },
);

/**
 * The gradient of a convolution's input, also the transposed convolution: `patches = dy·Fᵀ`, each added back to its window. The wasm engine's own
 * kernel is a plain loop, five times as slow.
 */
export const conv2dBackpropInput: Kernel = kernel(
  Conv2DBackpropInput,
  ["wasm"],
  ({ inputs: { dy, filter }, attrs, memory, call }: KernelCall<"dy" | "filter", Conv2DBackpropInputAttrs>): TensorInfo => {
    const info = geometry(attrs.inputShape, filter.shape as Shape4D, attrs);
    const [pixels, taps] = [info.outHeight * info.outWidth, info.filterHeight * info.filterWidth * info.inChannels];
    const step = imagesPerStep(info);
    const dx = memory.make(attrs.inputShape);
    memory.views(dx)[0].fill(0);
    for (let first = 0; first < info.batchSize; first += step) {
      const count = Math.min(step, info.batchSize - first);
      const gradient = memory.window(dy, first * pixels * info.outChannels, [count * pixels, info.outChannels]);
      const patches = call(
        BatchMatMul,
        { a: gradient, b: shaped(filter, [taps, info.outChannels]) },
        { transposeA: false, transposeB: true },
      );
      const [rows, out] = memory.views(patches, dx);
      scatterPatches(info, rows, out, first, count);
      memory.release(gradient);
      memory.free(patches);
    }
    return dx;
  },
);

function geometry(input: readonly number[], filter: Shape4D, attrs: Omit<Conv2DBackpropInputAttrs, "inputShape">): backend_util.Conv2DInfo {
  const { strides, pad, dataFormat, dimRoundingMode } = attrs;
  if (dataFormat !== "NHWC") throw new Error(`the wasm engine convolves channels-last images only, got dataFormat ${dataFormat}`);
  return backend_util.computeConv2DInfo(input as Shape4D, filter, strides, 1, pad, dimRoundingMode);
}
