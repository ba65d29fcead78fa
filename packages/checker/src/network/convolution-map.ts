export type PaddingMode = "zeros" | "reflect" | "replicate" | "symmetric" | "circular";

/** One direction of a convolution. */
export interface ConvolutionAxis {
  /** Pixels of the input. */
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Pixels added before and after. */
  readonly padding: readonly [before: number, after: number];
  readonly mode: PaddingMode;
}

/** The linear part of a convolution of one image `[height, width, channels]`, as a matrix whose entries a few numbers describe. */
export interface ConvolutionMap {
  readonly axes: readonly [height: ConvolutionAxis, width: ConvolutionAxis];
  readonly inChannels: number;
  readonly outChannels: number;
  /** Inputs and outputs of one group do not see those of another. */
  readonly groups: number;
  /** `[kernel height, kernel width, in / groups, out]`, row-major. */
  readonly kernel: Float32Array;
}

/** Pixels that come out of a direction; 0 when the kernel does not fit. */
export function outputSize({ size, kernel, stride, dilation, padding: [before, after] }: ConvolutionAxis): number {
  return Math.max(0, Math.floor((size + before + after - dilation * (kernel - 1) - 1) / stride) + 1);
}

/** Entries of an image that goes in. */
export function inputsOf({ axes, inChannels }: ConvolutionMap): number {
  return axes[0].size * axes[1].size * inChannels;
}

/** Entries of an image that comes out. */
export function outputsOf({ axes, outChannels }: ConvolutionMap): number {
  return outputSize(axes[0]) * outputSize(axes[1]) * outChannels;
}

/** For every pixel of the padded axis the pixel that it copies; -1 for a zero. */
export function paddingSources(size: number, [before, after]: readonly [number, number], mode: PaddingMode): Int32Array {
  return Int32Array.from({ length: before + size + after }, (_, i) => sourceOf(i - before, size, mode));
}

/** @throws RangeError when the padding reaches further than the mode can */
function sourceOf(at: number, size: number, mode: PaddingMode): number {
  if (at >= 0 && at < size) return at;
  if (mode === "zeros") return -1;
  if (mode === "replicate") return at < 0 ? 0 : size - 1;
  const before = { circular: at + size, symmetric: -1 - at, reflect: -at };
  const after = { circular: at - size, symmetric: 2 * size - 1 - at, reflect: 2 * size - 2 - at };
  const source = (at < 0 ? before : after)[mode];
  if (source >= 0 && source < size) return source;
  throw new RangeError(`${mode} padding reaches further than the ${size} pixels that there are`);
}

/** `taps[o·kernel + u]`: the input pixel under the u-th tap of the o-th output, -1 for a zero. */
export function axisTaps(axis: ConvolutionAxis): Int32Array {
  const padded = paddingSources(axis.size, axis.padding, axis.mode);
  const { kernel, stride, dilation } = axis;
  return Int32Array.from(
    { length: outputSize(axis) * kernel },
    (_, i) => padded[Math.floor(i / kernel) * stride + (i % kernel) * dilation] ?? -1,
  );
}

/**
 * How often the most used pixel of an axis stands under a tap.
 *
 * Taking all patches of an image copies pixels, so the map E has `EᵀE = diag(counts)` and the norm `√(largest count)`, exactly; over two axes counts multiply.
 * In the middle of a zero-padded image the count is ⌈kernel / stride⌉ at most; reflected and replicated borders exceed it.
 */
export function largestCount(axis: ConvolutionAxis): number {
  return largestMultiplicity(axisTaps(axis));
}

/** How often the most frequent non-negative number occurs. */
export function largestMultiplicity(sources: Int32Array): number {
  const counts = new Int32Array(sources.reduce((largest, source) => Math.max(largest, source), -1) + 1);
  for (const source of sources) if (source >= 0) counts[source] = (counts[source] as number) + 1;
  return counts.reduce((largest, count) => Math.max(largest, count), 0);
}
