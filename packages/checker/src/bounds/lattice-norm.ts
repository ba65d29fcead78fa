import { nextUp, sqrtUp, up } from "../arithmetic/rounding.ts";
import { turn, TURN_ERROR } from "../arithmetic/turn.ts";
import type { ConvolutionMap } from "../network/convolution-map.ts";
import type { SpectralNormProof } from "./spectral-norm.ts";
import { proveTorusNorm } from "./torus-norm.ts";

/** Grid points for each tap of the polyphase kernel: the bound is within 1/cos(π/8) = 1.08 of the norm for each pair of directions. */
const POINTS_PER_TAP = 8;

/**
 * A proved upper bound of the norm of a strided convolution on the infinite lattice, from a grid of frequencies that does not depend on any image's size.
 *
 * For every vector x the function `‖A(θ) x‖²` of the symbol A is a trigonometric polynomial of degree d = taps - 1 in each direction. A grid of N > 2d points in a
 * direction sees at least cos(πd/N) of the largest value of such a polynomial, so `‖C‖ <= torusNorm(N) / √(cos(πd_h/N_h) · cos(πd_w/N_w))`.
 *
 * @see Ehlich & Zeller 1964, "Schwankung von Polynomen zwischen Gitterpunkten"
 */
export function latticeNorm(map: ConvolutionMap): number {
  return proveLatticeNorm(map).bound;
}

/** {@link latticeNorm} with its claim `σ²` on the grid; from a claim that is given it is only proved, not searched for. */
export function proveLatticeNorm(map: ConvolutionMap, claim?: number): SpectralNormProof {
  const sides = map.axes.map(({ kernel, dilation, stride }) => {
    const taps = Math.ceil((dilation * (kernel - 1) + 1) / stride);
    const points = taps === 1 ? 1 : POINTS_PER_TAP * taps;
    return { points, seen: turn(taps - 1, 2 * points)[0] - 2 * TURN_ERROR };
  });
  const [height, width] = sides;
  if (height === undefined || width === undefined) return { claim: NaN, bound: Infinity };
  const grid = proveTorusNorm(map, [height.points, width.points], claim);
  return { claim: grid.claim, bound: nextUp(up(grid.bound * sqrtUp(up(1 / (height.seen * width.seen))))) };
}

/** The grid that {@link latticeNorm} uses, for its cost. */
export function latticePeriods(map: ConvolutionMap): readonly [number, number] {
  const points = map.axes.map(({ kernel, dilation, stride }) => POINTS_PER_TAP * Math.ceil((dilation * (kernel - 1) + 1) / stride));
  return [points[0] ?? 1, points[1] ?? 1];
}
