import type { Tensor } from "@tensorflow/tfjs-core";
import type { Rng } from "@surenet/tensor-backend";
import { fans } from "./fans.ts";

export interface KaimingOptions {
  readonly rng: Rng;
  /** Inputs of one output; by default all axes but the last. */
  readonly fanIn?: number;
  /** Slope of the leaky ReLU that follows; `√5` is what torch uses for every Linear and Conv. */
  readonly negativeSlope?: number;
}

/**
 * Uniform on `±√(6 / ((1 + slope²) · fanIn))`, which keeps the variance through a leaky ReLU (He et al. 2015, eq. 15).
 *
 * With the default slope the bound is `1 / √fanIn`, torch's initial weights.
 *
 * @param shape outputs last: `[in, out]`, `[height, width, in, out]`
 * @example kaimingUniform([16, 4], { rng }) // within ±0.25
 */
export function kaimingUniform(
  shape: readonly number[],
  { rng, fanIn = fans(shape).fanIn, negativeSlope = Math.sqrt(5) }: KaimingOptions,
): Tensor {
  const bound = Math.sqrt(6 / ((1 + negativeSlope ** 2) * fanIn));
  return rng.uniform(shape, { low: -bound, high: bound });
}
