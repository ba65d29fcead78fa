import { Max, type MaxAttrs, Min, type MinAttrs, type SumAttrs, type TensorInfo, backend_util, util } from "@tensorflow/tfjs-core";
import type { Kernel } from "../kernel.ts";
import { mean as composedMean, sum as composedSum } from "../loops/sum.ts";
import { allFloat, type SimdCall, simdKernel, stockKernel } from "./simd-kernel.ts";

/** Sums in float64, rounded once, where the axes lie side by side. */
export const sum: Kernel = simdKernel(composedSum, (call: SimdCall<"x", SumAttrs>) => total(call, () => 1));

/** The mean, by the same sums. */
export const mean: Kernel = simdKernel(composedMean, (call: SimdCall<"x", SumAttrs>) => total(call, (count) => count));

export const max: Kernel = simdKernel(stockKernel(Max), (call: SimdCall<"x", MaxAttrs>) =>
  extreme(call, call.attrs.reductionIndices, false),
);

export const min: Kernel = simdKernel(stockKernel(Min), (call: SimdCall<"x", MinAttrs>) => extreme(call, call.attrs.axis, true));

function total(call: SimdCall<"x", SumAttrs>, divisorOf: (count: number) => number): TensorInfo | TensorInfo[] {
  const { kernels, scratch } = call.simd;
  return reduce(call, call.attrs.axis, ({ outer, count, inner }, x, y) => {
    if (inner === 1) kernels.sumRows(outer, count, x, y, divisorOf(count));
    else kernels.sumColumns(outer, count, inner, x, y, divisorOf(count), scratch);
  });
}

function extreme(call: SimdCall<"x", MaxAttrs | MinAttrs>, axis: number | number[], least: boolean): TensorInfo | TensorInfo[] {
  const { kernels } = call.simd;
  if (util.sizeFromShape(call.inputs.x.shape) === 0) return call.otherwise();
  return reduce(call, axis, ({ outer, count, inner }, x, y) => {
    if (inner === 1) kernels.extremeRows(outer, count, x, y, least);
    else kernels.extremeColumns(outer, count, inner, x, y, least);
  });
}

function reduce(
  { inputs: { x }, attrs, memory, otherwise }: SimdCall<"x", { keepDims: boolean }>,
  axis: number | number[],
  run: (layout: Layout, x: number, y: number) => void,
): TensorInfo | TensorInfo[] {
  const axes = util.parseAxisParam(axis, x.shape);
  const layout = layoutOf(x.shape, axes);
  if (layout === undefined || !allFloat(x)) return otherwise();
  const [kept] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const out = memory.make(attrs.keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept);
  run(layout, memory.pointer(x), memory.pointer(out));
  return out;
}

/** A shape as `[outer, count, inner]`, of which the middle is reduced. */
interface Layout {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

/** Undefined when axes that are kept lie between those that are reduced. */
function layoutOf(shape: readonly number[], axes: readonly number[]): Layout | undefined {
  const first = shape.findIndex((side, i) => side !== 1 && axes.includes(i));
  if (first < 0) return { outer: util.sizeFromShape([...shape]), count: 1, inner: 1 };
  const last = shape.findLastIndex((side, i) => side !== 1 && axes.includes(i));
  const middle = shape.slice(first, last + 1);
  if (middle.some((side, i) => side !== 1 && !axes.includes(first + i))) return undefined;
  const [outer, count, inner] = [shape.slice(0, first), middle, shape.slice(last + 1)].map(util.sizeFromShape) as [number, number, number];
  return { outer, count, inner };
}
