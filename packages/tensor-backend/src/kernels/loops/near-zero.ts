import { Expm1, Log1p } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";

/** `ln(1 + x)`; the wasm engine forms `1 + x` in float32 first, so that every |x| below 6e-8 gives 0. */
export const log1p: Kernel = elementwise(Log1p, Math.log1p);

/** `exp(x) − 1`; the wasm engine subtracts in float32. */
export const expm1: Kernel = elementwise(Expm1, Math.expm1);

function elementwise(name: string, f: (x: number) => number): Kernel {
  return kernel(name, ["wasm"], ({ inputs: { x }, memory }: KernelCall<"x", object>) => {
    const out = memory.make(x.shape);
    const [from, to] = memory.views(x, out);
    for (let i = 0; i < to.length; i++) to[i] = f(from[i] ?? 0);
    return out;
  });
}
