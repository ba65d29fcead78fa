import { type LogSoftmaxAttrs, Softmax, type SoftmaxAttrs, type TensorInfo, util } from "@tensorflow/tfjs-core";
import {
  type PickedAttrs, logSoftmax as composedLogSoftmax, pickedLogSoftmax as composedPick, pickedLogSoftmaxGradient as composedPickGradient,
} from "../composed/softmax.ts"; // prettier-ignore
import type { Kernel, Numbers } from "../kernel.ts";
import { allFloat, type SimdCall, simdKernel, stockKernel } from "./simd-kernel.ts";

/** The softmax of the last axis. */
export const softmax: Kernel = simdKernel(stockKernel(Softmax), (call: SimdCall<"logits", SoftmaxAttrs>) => {
  const { memory, simd, otherwise } = call;
  const { logits } = call.inputs;
  const rows = rowsOf(logits, call.attrs.dim);
  if (rows === undefined || !allFloat(logits)) return otherwise();
  const out = memory.make(logits.shape);
  simd.kernels.softmaxRows(rows.count, rows.length, memory.pointer(logits), memory.pointer(out), 0, 0, 0);
  return out;
});

/** Its logarithm. */
export const logSoftmax: Kernel = simdKernel(composedLogSoftmax, (call: SimdCall<"logits", LogSoftmaxAttrs>) => {
  const { memory, simd, otherwise } = call;
  const { logits } = call.inputs;
  const rows = rowsOf(logits, call.attrs.axis);
  if (rows === undefined || !allFloat(logits)) return otherwise();
  const [out, shifts, logs] = [memory.make(logits.shape), memory.make([rows.count]), memory.make([rows.count])];
  const [x, shift, whole, y] = [logits, shifts, logs, out].map((t) => memory.pointer(t)) as [number, number, number, number];
  simd.kernels.softmaxRows(rows.count, rows.length, x, 0, 0, shift, whole);
  simd.kernels.shiftRows(rows.count, rows.length, x, shift, whole, y);
  memory.free(shifts);
  memory.free(logs);
  return out;
});

export const pickedLogSoftmax: Kernel = simdKernel(composedPick, (call: SimdCall<"x" | "indices", PickedAttrs>) => {
  const { memory, simd, otherwise } = call;
  const { x, indices } = call.inputs;
  const rows = rowsOf(x, 1);
  if (rows === undefined || !allFloat(x)) return otherwise();
  const { count, length } = rows;
  const [out, shifts, logs, scales] = [0, 1, 2, 3].map(() => memory.make([count])) as [TensorInfo, TensorInfo, TensorInfo, TensorInfo];
  const slope = call.attrs.slope ? memory.make(x.shape) : undefined;
  const [places, factors] = memory.views(indices, scales);
  for (let i = 0; i < count; i++) factors[i] = (places[i] ?? -1) < 0 ? 0 : 1;
  const [from, to, scale, shift, log] = [x, slope, scales, shifts, logs].map((t) => (t === undefined ? 0 : memory.pointer(t))) as Pointers;
  simd.kernels.softmaxRows(count, length, from, to, scale, shift, log);
  const [values, picked, largest, whole] = memory.views(x, out, shifts, logs);
  for (let i = 0; i < count; i++) {
    const place = places[i] ?? -1;
    picked[i] = place < 0 ? 0 : Math.fround((values[i * length + place] ?? NaN) - (largest[i] ?? NaN)) - (whole[i] ?? NaN);
  }
  for (const tensor of [shifts, logs, scales]) memory.free(tensor);
  if (slope === undefined) return out;
  addAtPlaces(memory.views(slope)[0], places, length, () => -1);
  return [out, slope];
});

type Pointers = [number, number, number, number, number];

export const pickedLogSoftmaxGradient: Kernel = simdKernel(composedPickGradient, (call: SimdCall<"dy" | "x" | "indices">) => {
  const { memory, simd, otherwise } = call;
  const { dy, x, indices } = call.inputs;
  const rows = rowsOf(x, 1);
  if (rows === undefined || !allFloat(dy, x)) return otherwise();
  const [out, scales] = [memory.make(x.shape), memory.make([rows.count])];
  const [given, places, factors] = memory.views(dy, indices, scales);
  for (let i = 0; i < rows.count; i++) factors[i] = (places[i] ?? -1) < 0 ? 0 : -(given[i] ?? NaN);
  simd.kernels.softmaxRows(rows.count, rows.length, memory.pointer(x), memory.pointer(out), memory.pointer(scales), 0, 0);
  addAtPlaces(memory.views(out)[0], places, rows.length, (i) => given[i] ?? NaN);
  memory.free(scales);
  return out;
});

/** Adds one number to every row, at its place; a place below 0 is none. */
function addAtPlaces(rows: Numbers, places: Numbers, length: number, value: (row: number) => number): void {
  places.forEach((place, i) => {
    if (place >= 0) rows[i * length + place] = (rows[i * length + place] ?? NaN) + value(i);
  });
}

interface Rows {
  readonly count: number;
  readonly length: number;
}

/** Undefined for another axis than the last, and where there is nothing. */
function rowsOf({ shape }: TensorInfo, axis: number): Rows | undefined {
  const size = util.sizeFromShape(shape);
  const length = shape.at(-1) ?? 0;
  return size > 0 && shape.length > 0 && (axis === shape.length - 1 || axis === -1) ? { count: size / length, length } : undefined;
}
