import { nextUp, sqrtUp, up } from "../arithmetic/rounding.ts";
import type { ConvolutionMap } from "../network/convolution-map.ts";

/**
 * A proved upper bound of the norm of a strided convolution on the infinite lattice, and so of every block of it and of every torus.
 *
 * `‖C‖₂² = ‖C Cᵀ‖₂ <= max_j Σ_i Σ_δ |Σ_{u, c} K[u, c, i] K[u + δ, c, j]|` over the shifts δ that are multiples of the stride (Gershgorin): outputs further apart
 * share no pixel. One pass over the kernel, all terms rounded upwards.
 *
 * @see Prach & Lampert 2022, "Almost-orthogonal layers", theorem 2, on the side of the outputs
 */
export function rowSumNorm({ axes, inChannels, outChannels, groups, kernel }: ConvolutionMap): number {
  const [rows, columns] = axes;
  const [inputs, outputs] = [inChannels / groups, outChannels / groups];
  const at = (u: number, v: number): number => (u * columns.kernel + v) * inputs * outChannels;
  let largest = 0;
  for (let channel = 0; channel < outChannels; channel++) {
    const group = Math.floor(channel / outputs) * outputs;
    let sum = 0;
    for (const down of shifts(rows)) {
      for (const right of shifts(columns)) {
        for (let other = group; other < group + outputs; other++) {
          let [product, magnitude] = [0, 0];
          for (const [u, shiftedU] of pairs(rows, down)) {
            for (const [v, shiftedV] of pairs(columns, right)) {
              for (
                let c = 0, a = at(u, v) + other, b = at(shiftedU, shiftedV) + channel;
                c < inputs;
                c++, a += outChannels, b += outChannels
              ) {
                const term = (kernel[a] as number) * (kernel[b] as number); // exact: float32 times float32
                product += term;
                magnitude += Math.abs(term);
              }
            }
          }
          sum += Math.abs(product) + up(magnitude) * ROUNDING;
        }
      }
    }
    if (!(sum < Infinity)) return Infinity;
    largest = Math.max(largest, up(sum));
  }
  return nextUp(sqrtUp(largest));
}

/** γ of a sum of fewer than 2^22 terms: 2^22 · 2^-53 and room. */
const ROUNDING = 2 ** -30;

/** The differences of positions, in taps' pixels, at which two outputs see a common pixel. */
function shifts({ kernel, dilation, stride }: ConvolutionMap["axes"][0]): number[] {
  const reach = Math.floor((dilation * (kernel - 1)) / stride);
  return Array.from({ length: 2 * reach + 1 }, (_, i) => (i - reach) * stride);
}

/** The taps of one output and of another, `shift` pixels further, that stand on the same pixel. */
function pairs({ kernel, dilation }: ConvolutionMap["axes"][0], shift: number): (readonly [number, number])[] {
  if (shift % dilation !== 0) return [];
  const step = shift / dilation;
  return Array.from({ length: kernel }, (_, u) => [u, u + step] as const).filter(([, other]) => other >= 0 && other < kernel);
}
