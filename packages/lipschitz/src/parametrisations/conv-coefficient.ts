import { type ConvolutionAxis, largestCount, type PaddingMode } from "@surenet/checker";
import { checkOptions } from "@surenet/tensor-backend";
import { type Size, sizePair } from "@surenet/nn";
import type { Geometry } from "../convolution/geometry.ts";

export interface LconvCoefOptions {
  readonly kernelSize: Size;
  readonly stride?: Size;
  /** Height and width of the images, for the tighter form; the layers of the reference never pass it. */
  readonly inputSize?: Size;
  readonly paddingMode?: PaddingMode;
}

/**
 * The reference's factor between a kernel whose reshaped matrix has norm 1 and a convolution of norm 1.
 *
 * `√(1 / (⌈k₁/s₁⌉⌈k₂/s₂⌉))`; with zero padding, stride 1 and an image of h by w pixels `√(w h / ((k₁ h - a(a+1)) (k₂ w - b(b+1))))`, a = (k₁ - 1)/2, b = (k₂ - 1)/2.
 *
 * Known weakness: it does not look at the padding. Reflected borders, and replicated ones of two pixels or more, use pixels more often, and the layer
 * exceeds its bound (by 1.37 for k 3, stride 2, reflect). {@link convCoefficient} counts.
 *
 * @example computeLconvCoef({ kernelSize: 3 }) // 1/3
 */
export function computeLconvCoef(options: LconvCoefOptions): number {
  checkOptions("computeLconvCoef", options, ["kernelSize", "stride", "inputSize", "paddingMode"]);
  const { kernelSize, stride = 1, inputSize, paddingMode = "zeros" } = options;
  const [k1, k2] = sizePair("computeLconvCoef", "kernelSize", kernelSize);
  const [s1, s2] = sizePair("computeLconvCoef", "stride", stride);
  if (inputSize === undefined || paddingMode !== "zeros" || s1 * s2 !== 1) return Math.sqrt(1 / (Math.ceil(k1 / s1) * Math.ceil(k2 / s2)));
  const [h, w] = sizePair("computeLconvCoef", "inputSize", inputSize);
  return Math.sqrt((w * h) / (seen(k1, h) * seen(k2, w)));
}

/**
 * {@link computeLconvCoef} for one dimension, without the square root, as the reference has it: `1/⌈k/s⌉`, or `n / (k n - a(a+1))`.
 *
 * Known weakness: more than is needed, the norm of the layer stays below `1/√⌈k/s⌉`.
 *
 * @example computeLconvCoef1d({ kernelSize: 3 }) // 1/3
 */
export function computeLconvCoef1d(
  options: LconvCoefOptions & { readonly kernelSize: number; readonly stride?: number; readonly inputSize?: number },
): number {
  checkOptions("computeLconvCoef1d", options, ["kernelSize", "stride", "inputSize", "paddingMode"]);
  const { kernelSize, stride = 1, inputSize, paddingMode = "zeros" } = options;
  if (inputSize === undefined || paddingMode !== "zeros" || stride !== 1) return 1 / Math.ceil(kernelSize / stride);
  return inputSize / seen(kernelSize, inputSize);
}

/** How many pixels of an axis all taps of a centred kernel see together. */
function seen(kernel: number, size: number): number {
  const reach = (kernel - 1) / 2;
  return kernel * size - reach * (reach + 1);
}

/**
 * The factor between a kernel whose reshaped matrix has norm 1 and a convolution that is 1-Lipschitz for images of any size, borders included.
 *
 * `1/√(count_h · count_w)`, with the largest number of taps that see one pixel, borders and their copies counted: taking patches is a map of that norm
 * exactly. Equal to the reference's factor for zeros and for circular or symmetric padding of a size-keeping kernel.
 *
 * Known weakness: the worst size decides. Reflected by one pixel, images of three pixels need 1/5 a side pair where larger ones need 1/4.
 */
export function convCoefficient({ kernelSize, stride, padding, paddingMode: mode, dilation }: Geometry): number {
  const count = (i: 0 | 1): number =>
    mostUsed({ kernel: kernelSize[i], stride: stride[i], dilation: dilation[i], padding: padding[i], mode });
  return 1 / Math.sqrt(count(0) * count(1));
}

/** The largest count over all sizes: from some size on the borders do not see each other, and only the size's remainder modulo the stride matters. */
function mostUsed(axis: Omit<ConvolutionAxis, "size">): number {
  const reach = axis.dilation * (axis.kernel - 1) + 1;
  const [before, after] = axis.padding;
  const largest = 2 * (before + after + reach + axis.stride);
  const smallest = {
    zeros: 1,
    replicate: 1,
    symmetric: Math.max(before, after),
    circular: Math.max(before, after),
    reflect: Math.max(before, after) + 1,
  };
  let most = 1;
  for (let size = Math.max(1, smallest[axis.mode]); size <= largest; size++) most = Math.max(most, largestCount({ ...axis, size }));
  return most;
}
