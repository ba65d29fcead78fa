import { nextUp, sqrtUp, up } from "../arithmetic/rounding.ts";
import { type ConvolutionMap, largestCount } from "../network/convolution-map.ts";
import type { Matrix } from "./matrix.ts";

/**
 * The patch bound of a convolution: `√(count_h · count_w) · σ(W)`, with W the kernel as `[taps · in, out]`, for any padding, in milliseconds.
 *
 * Taking all patches copies pixels, so its norm is the root of the largest count (see `largestCount`); after it stands a block-diagonal matrix of W.
 *
 * @param sigma bounds the largest singular value of the matrix of one group
 */
export function patchNorm(map: ConvolutionMap, sigma: (matrix: Matrix) => number): number {
  const sigmas = Array.from({ length: map.groups }, (_, group) => sigma(reshapedKernel(map, group)));
  return nextUp(up(sqrtUp(largestCount(map.axes[0]) * largestCount(map.axes[1])) * Math.max(...sigmas)));
}

function reshapedKernel({ axes, inChannels, outChannels, groups, kernel }: ConvolutionMap, group: number): Matrix {
  const [rows, columns] = [axes[0].kernel * axes[1].kernel * (inChannels / groups), outChannels / groups];
  const at = (i: number): number => Math.floor(i / columns) * outChannels + group * columns + (i % columns);
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, (_, i) => kernel[at(i)] ?? NaN) };
}
