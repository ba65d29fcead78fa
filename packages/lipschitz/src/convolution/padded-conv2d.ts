import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { checkImages, conv2d } from "@surenet/nn";
import type { Geometry } from "./geometry.ts";
import { padImages } from "./pad-images.ts";

/**
 * A convolution (cross-correlation) with any padding: the image is padded, then met by the kernel.
 *
 * @param x `[batch, height, width, in]`, borrowed
 * @param weight `[kernel height, kernel width, in / groups, out]`
 * @returns `[batch, ⌊(height + pads - dilation·(k - 1) - 1) / stride⌋ + 1, …, out]`, owned by the caller
 * @throws SurenetError `E_SHAPE`
 */
export function paddedConv2d(x: Tensor, weight: Tensor, bias: Tensor | undefined, geometry: Geometry): Tensor {
  const { stride, dilation, groups, padding, paddingMode } = geometry;
  checkImages("convolution", x, (weight.shape[2] ?? 1) * groups);
  const pixels = uniformPadding(geometry);
  if (pixels === 0 || (pixels !== undefined && paddingMode === "zeros"))
    return conv2d(x, weight, bias, { stride, dilation, groups, padding: pixels });
  return tidy(() => conv2d(padImages(x, padding, paddingMode), weight, bias, { stride, dilation, groups }));
}

/** The padding when it is the same on all four sides. */
export function uniformPadding({ padding }: Pick<Geometry, "padding">): number | undefined {
  const [first = 0, ...others] = padding.flat();
  return others.every((pixels) => pixels === first) ? first : undefined;
}
