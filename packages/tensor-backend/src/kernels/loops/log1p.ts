import { Log1p } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";

// In float64, `1 + x` keeps x to 1.1e-16 / |x|, a sixth of a float32 step from here on; below, x² / 2 is less than that.
const TINY = 1e-8;

/** `ln(1 + x)`; the wasm engine forms `1 + x` in float32 first, so that it gives 0 for every |x| below 6e-8. */
export const log1p: Kernel = kernel(Log1p, ["wasm"], ({ inputs: { x }, memory }: KernelCall<"x", object>) => {
  const out = memory.make(x.shape);
  const [from, to] = memory.views(x, out);
  for (let i = 0; i < to.length; i++) {
    const value = from[i] ?? 0;
    to[i] = Math.abs(value) < TINY ? value : Math.log(1 + value);
  }
  return out;
});
