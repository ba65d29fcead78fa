import { type Tensor, add, div, engine, getKernel, mul, sqrt, square, sub, tidy } from "@tensorflow/tfjs-core";
import { ADAM_STEP, type AdamAttrs } from "../kernels/simd/adam-step.ts";
import { simdOf } from "../kernels/simd/load.ts";

export interface AdamStepOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Steps taken so far, this one included. */
  readonly count: number;
}

/** A parameter and its moments. */
export interface AdamState {
  readonly parameter: Tensor;
  readonly m: Tensor;
  readonly v: Tensor;
}

/**
 * One step of Adam over one parameter, in one kernel where the engine has it.
 *
 * `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `p ← p − η · m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε)`
 *
 * @param state borrowed, like the gradient; all of one shape
 * @returns new tensors, owned by the caller
 * @see Kingma & Ba 2015, algorithm 1
 */
export function adamStep({ parameter, m, v, gradient }: AdamState & { readonly gradient: Tensor }, options: AdamStepOptions): AdamState {
  const { learningRate, beta1, beta2, eps, count } = options;
  // Both corrections are numbers, so they go to the step's length: m̂ / (√v̂ + ε) = (c / (1 − β₁ᵗ)) · m / (√v + cε) with c = √(1 − β₂ᵗ).
  const correction = Math.sqrt(1 - beta2 ** count);
  const attrs: AdamAttrs = { beta1, beta2, length: (learningRate * correction) / (1 - beta1 ** count), eps: correction * eps };
  return fused(parameter, gradient, m, v, attrs) ?? composed(parameter, gradient, m, v, attrs);
}

function fused(p: Tensor, g: Tensor, m: Tensor, v: Tensor, attrs: AdamAttrs): AdamState | undefined {
  const { backend, backendName } = engine();
  if (getKernel(ADAM_STEP, backendName) === undefined) return undefined;
  if (backendName === "wasm" && simdOf(backend) === undefined) return undefined; // the build with threads runs no module
  if ([p, g, m, v].some(({ dtype, size }) => dtype !== "float32" || size !== p.size)) return undefined;
  const [parameter, nextM, nextV] = engine().runKernel(ADAM_STEP, { p, g, m, v }, { ...attrs }) as unknown as [Tensor, Tensor, Tensor];
  return { parameter, m: nextM, v: nextV };
}

function composed(p: Tensor, g: Tensor, m: Tensor, v: Tensor, { beta1, beta2, length, eps }: AdamAttrs): AdamState {
  return tidy(() => {
    const nextM = add(mul(m, beta1), mul(g, 1 - beta1));
    const nextV = add(mul(v, beta2), mul(square(g), 1 - beta2));
    return { parameter: sub(p, mul(div(nextM, add(sqrt(nextV), eps)), length)), m: nextM, v: nextV };
  });
}
