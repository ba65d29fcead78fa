import { matMul, mul } from "@tensorflow/tfjs-core";
import { type ComposedCall, composedKernel } from "../composed/composed-kernel.ts";
import type { Kernel } from "../kernel.ts";
import { allFloat, type SimdCall, simdKernel } from "./simd-kernel.ts";

/** A matrix product whose first operand is mostly 0. */
export const SPIKE_MAT_MUL = "SurenetSpikeMatMul";

export interface SpikeMatMulAttrs {
  /** What the product is multiplied by. */
  readonly scale: number;
}

const BYTES_PER_SPIKE = 8; // its row's address and its value

export const spikeMatMul: Kernel = simdKernel(
  composedKernel(
    SPIKE_MAT_MUL,
    ["wasm", "cpu", "tensorflow", "webgpu"],
    ({ inputs: { x, w }, attrs: { scale } }: ComposedCall<"x" | "w", SpikeMatMulAttrs>) =>
      scale === 1 ? matMul(x, w) : mul(matMul(x, w), scale),
  ),
  ({ inputs: { x, w }, attrs: { scale }, memory, simd, otherwise }: SimdCall<"x" | "w", SpikeMatMulAttrs>) => {
    const [m = 0, k = 0] = x.shape;
    const [, n = 0] = w.shape;
    if (!allFloat(x, w) || (k + 1) * BYTES_PER_SPIKE > simd.kernels.gemmScratch()) return otherwise();
    const out = memory.make([m, n]);
    simd.kernels.sparseRowsTimesMatrix(m, k, n, memory.pointer(x), memory.pointer(w), memory.pointer(out), scale, simd.scratch);
    return out;
  },
);
