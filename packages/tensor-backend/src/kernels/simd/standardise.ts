import { util } from "@tensorflow/tfjs-core";
import {
  type StandardiseAttrs, standardise as composedStandardise, standardiseGradient as composedGradient,
} from "../composed/standardise.ts"; // prettier-ignore
import type { Kernel } from "../kernel.ts";
import { allFloat, type SimdCall, simdKernel } from "./simd-kernel.ts";

export const standardise: Kernel = simdKernel(
  composedStandardise,
  ({ inputs: { x }, attrs: { eps }, memory, simd, otherwise }: SimdCall<"x", StandardiseAttrs>) => {
    const length = x.shape.at(-1) ?? 0;
    if (!allFloat(x) || length === 0) return otherwise();
    const out = memory.make(x.shape);
    simd.kernels.standardiseRows(util.sizeFromShape(x.shape) / length, length, memory.pointer(x), memory.pointer(out), eps);
    return out;
  },
);

export const standardiseGradient: Kernel = simdKernel(
  composedGradient,
  ({ inputs: { dy, x }, attrs: { eps }, memory, simd, otherwise }: SimdCall<"dy" | "x", StandardiseAttrs>) => {
    const length = x.shape.at(-1) ?? 0;
    if (!allFloat(dy, x) || length === 0) return otherwise();
    const out = memory.make(x.shape);
    const [slope, from, to] = [dy, x, out].map((tensor) => memory.pointer(tensor)) as [number, number, number];
    simd.kernels.standardiseRowsGradient(util.sizeFromShape(x.shape) / length, length, slope, from, to, eps);
    return out;
  },
);
