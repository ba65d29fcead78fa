import { Log1p, Selu } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";

// Klambauer, Unterthiner, Mayr & Hochreiter 2017: with these constants zero mean and unit variance are a fixed point.
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** `ln(1 + x)`; the wasm engine forms `1 + x` in float32 first, so that it gives 0 for every |x| below 6e-8. */
export const log1p: Kernel = elementwise(Log1p, Math.log1p);

/** `scale · (x > 0 ? x : alpha · (exp(x) − 1))`; the wasm engine subtracts in float32, which leaves three digits at −1e-4. */
export const selu: Kernel = elementwise(Selu, (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)));

function elementwise(name: string, f: (x: number) => number): Kernel {
  return kernel(name, ["wasm"], ({ inputs: { x }, memory }: KernelCall<"x", object>) => {
    const out = memory.make(x.shape);
    const [from, to] = memory.views(x, out);
    for (let i = 0; i < to.length; i++) to[i] = f(from[i] ?? 0);
    return out;
  });
}
