import { gamma, nextUp, normUp, sqrtUp, U64, up } from "../arithmetic/rounding.ts";
import { turn, TURN_ERROR } from "../arithmetic/turn.ts";
import type { ConvolutionMap } from "../network/convolution-map.ts";
import { inexactGram } from "./inexact-gram.ts";
import { proveLargestEigenvalue } from "./largest-eigenvalue.ts";
import { proposeLargestEigenvalue, type SpectralNormProof } from "./spectral-norm.ts";

/** A claim is raised by this much above what a frequency needs, so that the next frequencies rarely raise it again. */
const HEADROOM = 1 + 1e-7;

/** The periods of a torus that a convolution is laid on, in output pixels: multiples of the stride in input pixels. */
export type Periods = readonly [height: number, width: number];

/**
 * A proved upper bound of the norm of the circular convolution with the kernel and strides of `map` on a torus of `periods · stride` pixels.
 *
 * The pixels of one remainder modulo the stride are taken as channels (polyphase), which is a permutation and leaves a convolution of stride 1. The Fourier
 * transform, unitary, splits that into one small complex matrix a frequency, so the norm is the largest of theirs, each proved by one Cholesky factorisation.
 * A direction whose polyphase kernel has one tap has the same matrix at every frequency.
 *
 * @returns Infinity when a weight is not finite
 * @see Sedghi, Gupta & Long 2019, theorem 6, for stride 1
 */
export function torusNorm(map: ConvolutionMap, periods: Periods): number {
  return proveTorusNorm(map, periods).bound;
}

/** {@link torusNorm} with its claim `σ²`; from a claim that is given it is only proved, not searched for. */
export function proveTorusNorm(map: ConvolutionMap, periods: Periods, claim?: number): SpectralNormProof {
  const proofs = Array.from({ length: map.groups }, (_, group) => groupNorm(map, periods, group, claim));
  return { claim: Math.max(...proofs.map((proof) => proof.claim)), bound: Math.max(...proofs.map(({ bound }) => bound)) };
}

/** Floating-point operations of {@link torusNorm}, roughly. */
export function torusCost(map: ConvolutionMap, periods: Periods): number {
  const [strideH, strideW] = [map.axes[0].stride, map.axes[1].stride];
  const [a, b] = [(map.inChannels / map.groups) * strideH * strideW, map.outChannels / map.groups].sort((x, y) => x - y) as [
    number,
    number,
  ];
  const [height, width] = frequencies(map, periods);
  return map.groups * Math.ceil((height * width) / 2) * (8 * a * a * b + 6 * a ** 3);
}

/** How many frequencies differ in each direction. */
function frequencies(map: ConvolutionMap, periods: Periods): Periods {
  const taps = map.axes.map(({ kernel, dilation, stride }) => Math.ceil((dilation * (kernel - 1) + 1) / stride));
  return [taps[0] === 1 ? 1 : periods[0], taps[1] === 1 ? 1 : periods[1]];
}

function groupNorm(map: ConvolutionMap, periods: Periods, group: number, given?: number): SpectralNormProof {
  const [height, width] = frequencies(map, periods);
  let claim = given ?? 0;
  let proved = 0;
  for (let f = 0; f < height; f++) {
    for (let g = 0; g < width; g++) {
      const [mirrorF, mirrorG] = [(height - f) % height, (width - g) % width]; // the conjugate matrix, of the same norm
      if (mirrorF < f || (mirrorF === f && mirrorG < g)) continue;
      const gram = inexactGram(symbol(map, group, [f, g], [height, width]));
      if (!(gram.error < Infinity)) return { claim: NaN, bound: Infinity };
      let bound = proveLargestEigenvalue(gram, claim);
      if (!(bound < Infinity) && given === undefined) {
        claim = proposeLargestEigenvalue(gram) * HEADROOM;
        bound = proveLargestEigenvalue(gram, claim);
      }
      if (!(bound < Infinity)) return { claim: NaN, bound: Infinity };
      proved = Math.max(proved, bound);
    }
  }
  return { claim, bound: nextUp(sqrtUp(proved)) };
}

/** The matrix of one frequency, complex A as the real `[[Re A, -Im A], [Im A, Re A]]`, which has the same norm. */
function symbol(
  { axes, inChannels, outChannels, groups, kernel }: ConvolutionMap,
  group: number,
  [f, g]: Periods,
  [height, width]: Periods,
): { rows: number; columns: number; data: Float64Array; distance: number } {
  const [rowAxis, columnAxis] = axes;
  const [inputs, outputs] = [inChannels / groups, outChannels / groups];
  const [rows, columns] = [inputs * rowAxis.stride * columnAxis.stride, outputs];
  const data = new Float64Array(4 * rows * columns);
  for (let u = 0; u < rowAxis.kernel; u++) {
    const down = u * rowAxis.dilation;
    const [ca, sa] = turn(f * Math.floor(down / rowAxis.stride), height);
    for (let v = 0; v < columnAxis.kernel; v++) {
      const right = v * columnAxis.dilation;
      const [cb, sb] = turn(g * Math.floor(right / columnAxis.stride), width);
      const [re, im] = [ca * cb - sa * sb, ca * sb + sa * cb];
      const phase = (down % rowAxis.stride) * columnAxis.stride + (right % columnAxis.stride);
      for (let c = 0; c < inputs; c++) {
        const from = ((u * columnAxis.kernel + v) * inputs + c) * outChannels + group * outputs;
        const row = phase * inputs + c;
        for (let o = 0; o < outputs; o++) {
          const weight = kernel[from + o] as number;
          const at = row * 2 * columns + o;
          data[at] = (data[at] as number) + re * weight;
          data[at + columns] = (data[at + columns] as number) - im * weight;
        }
      }
    }
  }
  for (let row = 0; row < rows; row++) {
    for (let o = 0; o < columns; o++) {
      const [re, minusIm] = [data[row * 2 * columns + o] as number, data[row * 2 * columns + columns + o] as number];
      const at = (rows + row) * 2 * columns + o;
      data[at] = -minusIm;
      data[at + columns] = re;
    }
  }
  return { rows: 2 * rows, columns: 2 * columns, data, distance: symbolError(rowAxis.kernel * columnAxis.kernel, kernel) };
}

/** Each part of an entry is a sum over taps of weight times phase, the phase off by less than `4·TURN_ERROR`; Frobenius over both parts. */
function symbolError(taps: number, kernel: Float32Array): number {
  return up(2 * (4 * TURN_ERROR + gamma(taps + 4, U64)) * sqrtUp(taps) * normUp(kernel));
}
