import {
  Conv2D, type Conv2DAttrs, type Conv2DBackpropFilterAttrs, type Conv2DBackpropInputAttrs, FusedConv2D, type FusedConv2DAttrs, type TensorInfo,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import type { Kernel } from "../kernel.ts";
import { conv2dBackpropFilter as composedFilterGradient, conv2dBackpropInput as composedInputGradient } from "../wasm/conv2d-gradients.ts";
import { type Convolution, convolutionOf, pixelsPerBlock } from "./convolution-geometry.ts";
import { finish } from "./epilogue.ts";
import { allFloat, type SimdCall, simdKernel, stockKernel } from "./simd-kernel.ts";

// With fewer numbers in a patch the engine's own forward pass, which lays out no patches, is up to twice as fast; from here on it is the slower one.
const SMALL_PATCH = 64;

/** Also when a stride exceeds the filter's side, the engine's own pass computes nothing and returns what was in memory. */
function stockIsBetter({ taps, skipping }: Convolution): boolean {
  return taps < SMALL_PATCH && !skipping;
}

/** `y = patches(x)·F` */
export const conv2d: Kernel = simdKernel(stockKernel(Conv2D), (call: SimdCall<"x" | "filter", Conv2DAttrs>) => {
  const { x, filter } = call.inputs;
  const convolution = convolutionOf(x.shape, filter.shape, call.attrs);
  return !allFloat(x, filter) || stockIsBetter(convolution) ? call.otherwise() : convolve(call, x, filter, convolution);
});

type FusedInputs = "x" | "filter" | "bias" | "preluActivationWeights";

/** A convolution with bias and activation. */
export const fusedConv2d: Kernel = simdKernel(stockKernel(FusedConv2D), (call: SimdCall<FusedInputs, FusedConv2DAttrs>) => {
  const { x, filter, bias, preluActivationWeights } = call.inputs;
  const { activation, leakyreluAlpha } = call.attrs;
  const convolution = convolutionOf(x.shape, filter.shape, call.attrs);
  const stockCan = bias === undefined || bias.shape.length === 1;
  if (!allFloat(x, filter) || (stockIsBetter(convolution) && stockCan)) return call.otherwise();
  const out = convolve(call, x, filter, convolution);
  return finish(call, out, { bias, preluActivationWeights, activation, leakyreluAlpha });
});

/** `dF = patches(x)ᵀ·dy` */
export const conv2dBackpropFilter: Kernel = simdKernel(
  composedFilterGradient,
  (call: SimdCall<"x" | "dy", Conv2DBackpropFilterAttrs>): TensorInfo => {
    const { inputs, attrs, memory, simd } = call;
    const convolution = convolutionOf(inputs.x.shape, attrs.filterShape, attrs);
    const { taps, filters } = convolution;
    const out = memory.make(attrs.filterShape);
    const [x, dy, df] = [memory.pointer(inputs.x), memory.pointer(inputs.dy), memory.pointer(out)];
    if (convolution.pixels === 0) memory.views(out)[0].fill(0);
    eachBlock(call, convolution, x, (patches, first, count) => {
      if (!convolution.pointwise) simd.kernels.gatherPatches(x, patches, first, count, ...convolution.geometry);
      const rows = dy + 4 * first * filters;
      simd.kernels.gemm(taps, filters, count, patches, 1, taps, rows, filters, 1, df, filters, first > 0, simd.scratch);
    });
    return out;
  },
);

/** `patches(dx) = dy·Fᵀ`, each patch added to its window; also the transposed convolution. */
export const conv2dBackpropInput: Kernel = simdKernel(
  composedInputGradient,
  (call: SimdCall<"dy" | "filter", Conv2DBackpropInputAttrs>): TensorInfo => {
    const { inputs, attrs, memory, simd } = call;
    const convolution = convolutionOf(attrs.inputShape, inputs.filter.shape, attrs);
    const { taps, filters, pointwise } = convolution;
    const out = memory.make(attrs.inputShape);
    const [dy, filter, dx] = [memory.pointer(inputs.dy), memory.pointer(inputs.filter), memory.pointer(out)];
    if (!pointwise) memory.views(out)[0].fill(0);
    eachBlock(call, convolution, dx, (patches, first, count) => {
      const rows = dy + 4 * first * filters;
      simd.kernels.gemm(count, taps, filters, rows, filters, 1, filter, 1, filters, patches, taps, false, simd.scratch);
      if (!pointwise) simd.kernels.scatterPatches(dx, patches, first, count, ...convolution.geometry);
    });
    return out;
  },
);

function convolve(call: Pick<SimdCall, "memory" | "simd">, input: TensorInfo, filter: TensorInfo, convolution: Convolution): TensorInfo {
  const { memory, simd } = call;
  const { taps, filters, pointwise, geometry } = convolution;
  const out = memory.make(convolution.outShape);
  const [x, f, y] = [memory.pointer(input), memory.pointer(filter), memory.pointer(out)];
  eachBlock(call, convolution, x, (patches, first, count) => {
    if (!pointwise) simd.kernels.gatherPatches(x, patches, first, count, ...geometry);
    simd.kernels.gemm(count, filters, taps, patches, taps, 1, f, filters, 1, y + 4 * first * filters, filters, false, simd.scratch);
  });
  return out;
}

/** Goes through the output pixels block by block; the patches of a pointwise convolution are the image itself, all others have room of their own. */
function eachBlock(
  { memory }: Pick<SimdCall, "memory">,
  convolution: Convolution,
  image: number,
  visit: (patches: number, first: number, count: number) => void,
): void {
  const { pixels, taps, pointwise } = convolution;
  if (pixels === 0) return;
  if (pointwise) return visit(image, 0, pixels);
  const step = pixelsPerBlock(convolution);
  const patches = memory.make([step, taps]);
  for (let first = 0; first < pixels; first += step) visit(memory.pointer(patches), first, Math.min(step, pixels - first));
  memory.free(patches);
}
