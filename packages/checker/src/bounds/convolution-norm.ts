import { gamma, nextUp, normUp, sqrtUp, U64, up } from "../arithmetic/rounding.ts";
import {
  type ConvolutionAxis,
  type ConvolutionMap,
  inputsOf,
  largestMultiplicity,
  outputsOf,
  outputSize,
  paddingSources,
} from "../network/convolution-map.ts";
import { convolve } from "../network/convolve.ts";
import type { ConvolutionMethod } from "../claims/claim.ts";
import { inexactGram } from "./inexact-gram.ts";
import { proveRoot } from "./largest-eigenvalue.ts";
import { patchNorm } from "./patch-norm.ts";
import { proveSpectralNorm, searchRoot, type SpectralNormProof } from "./spectral-norm.ts";
import { latticePeriods, proveLatticeNorm } from "./lattice-norm.ts";
import { rowSumNorm } from "./row-sum-norm.ts";
import { type Periods, proveTorusNorm, torusCost } from "./torus-norm.ts";

/** Largest number of entries for which the whole matrix is written down. */
const DENSE_ENTRIES = 2 ** 16;
/** Largest cost of the Fourier bound: seconds, where the patch bound takes milliseconds. */
const TORUS_OPERATIONS = 4e9;

/**
 * A proved upper bound of the norm of a convolution, borders and strides included: the smallest of those that are affordable.
 *
 * - A small matrix is written down and its largest singular value proved: exact.
 * - Patches: `patchNorm`.
 * - Row sums: `padding norm · rowSumNorm`, Gershgorin's theorem for the kernel's correlation with itself. What an AOL kernel is rescaled by.
 * - Fourier: `padding norm · torusNorm`, on a torus that holds the convolution as a block of its matrix (see `period`). Tight, seconds.
 */
export function convolutionNorm(map: ConvolutionMap): number {
  return proposeConvolutionNorm(map).bound;
}

/** {@link convolutionNorm} with the method that gave it and the claim that it rests on: `σ²` of the method's matrices, or 0 where it needs none. */
export function proposeConvolutionNorm(map: ConvolutionMap): { method: ConvolutionMethod; sigma2: number; bound: number } {
  const methods: ConvolutionMethod[] = isSmall(map) ? ["matrix"] : ["patches", "rows", "fourier"];
  const proved = methods.map((method) => ({ method, ...boundBy[method](map) })).map(({ claim, ...rest }) => ({ ...rest, sigma2: claim }));
  return proved.reduce((best, one) => (one.bound < best.bound ? one : best));
}

/** The bound of one method from a claim that is only proved, not searched for; Infinity when it cannot be. */
export function proveConvolutionNorm(map: ConvolutionMap, method: Exclude<ConvolutionMethod, "patches">, sigma2: number): number {
  return method === "matrix" && !isSmall(map) ? Infinity : boundBy[method](map, sigma2).bound;
}

const boundBy = {
  matrix: writtenDownNorm,
  patches: patchProof,
  rows: (map: ConvolutionMap): SpectralNormProof => ({ claim: 0, bound: gershgorinNorm(map) }),
  fourier: fourierProof,
};

function isSmall(map: ConvolutionMap): boolean {
  return inputsOf(map) * outputsOf(map) <= DENSE_ENTRIES;
}

function patchProof(map: ConvolutionMap): SpectralNormProof {
  let largest = 0;
  const bound = patchNorm(map, (matrix) => {
    const { claim, bound: sigma } = proveSpectralNorm(matrix);
    largest = Math.max(largest, claim);
    return sigma;
  });
  return { claim: largest, bound };
}

/** {@link torusNorm} with what the padding can stretch; for large images {@link latticeNorm}, looser; Infinity when that would take too long as well. */
export function fourierNorm(map: ConvolutionMap): number {
  return fourierProof(map).bound;
}

function fourierProof(map: ConvolutionMap, claim?: number): SpectralNormProof {
  const [height, width] = [period(map.axes[0]), period(map.axes[1])];
  const periods = [height.periods, width.periods] as const;
  const affordable = (grid: Periods): boolean => torusCost(map, grid) <= TORUS_OPERATIONS;
  const proof = affordable(periods)
    ? proveTorusNorm(map, periods, claim)
    : affordable(latticePeriods(map))
      ? proveLatticeNorm(map, claim)
      : { claim: NaN, bound: Infinity };
  return { claim: proof.claim, bound: nextUp(up(sqrtUp(height.stretch * width.stretch) * proof.bound)) };
}

/** {@link rowSumNorm} with what the padding can stretch: an unpadded, zero-padded or circular convolution is a block of one on a lattice or torus. */
function gershgorinNorm(map: ConvolutionMap): number {
  const stretch = map.axes.reduce((product, axis) => product * period(axis).stretch, 1);
  return nextUp(up(sqrtUp(stretch) * rowSumNorm(map)));
}

/**
 * A torus on which the convolution is a block of a circular one: its rows are some of the outputs, its columns some of the pixels, the others held at zero.
 *
 * Zero padding: the outputs read from `-before` to `size + after - 1`, so `size + max(before, after)` pixels suffice, one reach more than the image; a torus of the
 * image's size alone lets the borders touch and is unsound (measured down to 0.974 of the true norm). A circular padding that gives each output its own place is the torus itself.
 * Any other padding is a map of its own, of norm `√(most copies of a pixel)`, before an unpadded convolution.
 */
function period(axis: ConvolutionAxis): { readonly periods: number; readonly stretch: number } {
  const { size, stride, padding, mode } = axis;
  const [before, after] = padding;
  const outputs = outputSize(axis);
  if (mode === "circular" && size % stride === 0 && outputs * stride <= size) return { periods: size / stride, stretch: 1 };
  if (mode === "zeros" || (before === 0 && after === 0))
    return { periods: Math.max(Math.ceil((size + Math.max(before, after)) / stride), outputs), stretch: 1 };
  const copies = largestMultiplicity(paddingSources(size, padding, mode));
  return { periods: Math.ceil((size + before + after) / stride), stretch: copies };
}

/** The matrix by the images of all unit vectors; an entry is the sum of the few weights whose taps copy one pixel. */
function writtenDownNorm(map: ConvolutionMap, claim?: number): SpectralNormProof {
  const rows = inputsOf(map);
  const columns = outputsOf(map);
  const data = new Float64Array(rows * columns);
  const unit = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    unit[i] = 1;
    data.set(convolve(map, unit), i * columns);
    unit[i] = 0;
  }
  const taps = map.axes[0].kernel * map.axes[1].kernel;
  const distance = up(gamma(taps + 1, U64) * sqrtUp((taps * outputsOf(map)) / map.outChannels) * normUp(map.kernel));
  const gram = inexactGram({ rows, columns, data, distance });
  return claim === undefined ? searchRoot(gram) : { claim, bound: proveRoot(gram, claim) };
}
