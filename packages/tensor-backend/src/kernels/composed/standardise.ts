import { type Tensor, add, mean, mul, rsqrt, square, sub } from "@tensorflow/tfjs-core";
import type { Kernel, KernelEngine } from "../kernel.ts";
import { type ComposedCall, composedKernel } from "./composed-kernel.ts";

/** Rows (the last axis) moved and scaled to mean 0 and variance 1. */
export const STANDARDISE = "SurenetStandardise";
/** Its gradient `r (dy − mean(dy) − y mean(dy ∘ y))`, from dy and x. */
export const STANDARDISE_GRADIENT = "SurenetStandardiseGradient";

export interface StandardiseAttrs {
  readonly eps: number;
}

const EVERYWHERE: readonly KernelEngine[] = ["wasm", "cpu", "tensorflow", "webgpu"];

export const standardise: Kernel = composedKernel(
  STANDARDISE,
  EVERYWHERE,
  ({ inputs: { x }, attrs }: ComposedCall<"x", StandardiseAttrs>) => standardised(x, attrs),
);

export const standardiseGradient: Kernel = composedKernel(
  STANDARDISE_GRADIENT,
  EVERYWHERE,
  ({ inputs: { dy, x }, attrs }: ComposedCall<"dy" | "x", StandardiseAttrs>) => {
    const r = inverseDeviation(x, attrs);
    const y = standardised(x, attrs);
    return mul(r, sub(sub(dy, mean(dy, -1, true)), mul(y, mean(mul(dy, y), -1, true))));
  },
);

export function standardised(x: Tensor, attrs: StandardiseAttrs): Tensor {
  return mul(sub(x, mean(x, -1, true)), inverseDeviation(x, attrs));
}

/** `r = 1/√(σ² + ε)` of every row, `[..., 1]`. */
export function inverseDeviation(x: Tensor, { eps }: StandardiseAttrs): Tensor {
  return rsqrt(add(mean(square(sub(x, mean(x, -1, true))), -1, true), eps));
}
