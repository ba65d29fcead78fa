import type { Tensor } from "@tensorflow/tfjs-core";
import type { Rng } from "@surenet/tensor-backend";
import { fans } from "./fans.ts";

/**
 * Uniform on `±gain · √(6 / (fanIn + fanOut))`, a compromise between keeping the variance forward and backward (Glorot & Bengio 2010, eq. 16).
 *
 * @param shape outputs last: `[in, out]`, `[height, width, in, out]`
 * @example xavierUniform([4, 2], { rng }) // within ±1
 */
export function xavierUniform(shape: readonly number[], { rng, gain = 1 }: { readonly rng: Rng; readonly gain?: number }): Tensor {
  const { fanIn, fanOut } = fans(shape);
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return rng.uniform(shape, { low: -bound, high: bound });
}
