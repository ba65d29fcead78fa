import type { _FusedMatMulAttrs } from "@tensorflow/tfjs-core";
import type { Kernel } from "../kernel.ts";
import { fusedMatMul as composed } from "../wasm/fused-mat-mul.ts";
import { finish } from "./epilogue.ts";
import { product } from "./mat-mul.ts";
import { allFloat, type SimdCall, simdKernel } from "./simd-kernel.ts";

type Inputs = "a" | "b" | "bias" | "preluActivationWeights";

/** A product with bias and activation, for any transposes, batches and shapes of bias. */
export const fusedMatMul: Kernel = simdKernel(composed, (call: SimdCall<Inputs, _FusedMatMulAttrs>) => {
  const { a, b, bias, preluActivationWeights } = call.inputs;
  if (!allFloat(a, b)) return call.otherwise();
  const { activation, leakyreluAlpha } = call.attrs;
  return finish(call, product(call), { bias, preluActivationWeights, activation, leakyreluAlpha });
});
