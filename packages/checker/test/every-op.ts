import type { ConvolutionAxis, ConvolutionMap } from "../src/network/convolution-map.ts";
import type { Dense, Op } from "../src/network/op.ts";
import type { Windows } from "../src/network/rare/windows.ts";
import { sequence } from "./sequence.ts";

/** A chain of 16 inputs (4 × 4 pixels) and 3 classes that holds every op, of reproducible weights. */
export function everyOp(seed: number): readonly Op[] {
  const next = sequence(seed);
  const floats = (length: number): Float32Array => Float32Array.from({ length }, next);
  const dense = (rows: number, columns: number): Dense => ({
    op: "dense",
    weight: { rows, columns, data: floats(rows * columns).map((value) => value / Math.sqrt(rows)) },
    bias: floats(columns),
  });
  const axis = (stride: number, mode: ConvolutionAxis["mode"]): ConvolutionAxis => ({
    size: 4,
    kernel: 3,
    stride,
    dilation: 1,
    padding: [1, 1],
    mode,
  });
  const map = (mode: ConvolutionAxis["mode"]): ConvolutionMap => ({ axes: [axis(2, mode), axis(1, "zeros")], inChannels: 1, outChannels: 2, groups: 1, kernel: floats(18).map((value) => value / 3) }); // prettier-ignore
  const pairs: Windows = {
    offsets: Int32Array.from({ length: 9 }, (_, i) => 2 * i),
    sources: Int32Array.from({ length: 16 }, (_, i) => i),
  };
  return [
    { op: "centre", windows: pairs },
    { op: "shift", shift: Float64Array.of(next(), next()), size: 16 },
    { op: "convolution", map: map("reflect"), bias: floats(2) },
    { op: "convolutionTranspose", map: map("zeros"), bias: floats(1) },
    { op: "gather", sources: Int32Array.from({ length: 16 }, (_, i) => (i === 5 ? -1 : 15 - i)) },
    { op: "reluReflection", inner: { op: "convolution", map: map("zeros"), bias: floats(2) } },
    { op: "reluReflection", inner: dense(16, 5) },
    { op: "branches", branches: [{ weight: 0.3, ops: [] }, { weight: 0.7, ops: [dense(16, 16), { op: "groupSort", groupSize: 4 }] }] },
    { op: "prelu", positive: 1, negative: floats(4) },
    { op: "houseHolder", sine: Float64Array.of(0.6, 1), cosine: Float64Array.of(0.8, 0) },
    { op: "scale", factor: 0.9 },
    { op: "concat", branches: [[dense(16, 6)], [{ op: "groupSort", groupSize: 2 }]] },
    { op: "concat", parts: [6, 16], branches: [[], [{ op: "windowSum", windows: pairs, factors: Float64Array.from({ length: 8 }, () => Math.SQRT1_2) }]] },
    { op: "maxMin", channels: 7 },
    { op: "windowNorm", windows: { offsets: Int32Array.from({ length: 15 }, (_, i) => 2 * i), sources: Int32Array.from({ length: 28 }, (_, i) => i) }, factors: Float64Array.from({ length: 14 }, () => 1) },
    dense(14, 3),
  ]; // prettier-ignore
}
