import { type Conv2DAttrs, backend_util } from "@tensorflow/tfjs-core";
import type { PatchGeometry } from "./exports.ts";

export type Shape4D = [number, number, number, number];

/** A convolution as a product `[pixels, taps]·[taps, filters]` of patches and filter. */
export interface Convolution {
  readonly outShape: Shape4D;
  /** Output pixels of all images together. */
  readonly pixels: number;
  /** Numbers of one patch. */
  readonly taps: number;
  readonly filters: number;
  readonly geometry: PatchGeometry;
  /** Whether the patches are the image itself. */
  readonly pointwise: boolean;
  /** Whether the stride passes over pixels that no patch contains. */
  readonly skipping: boolean;
}

type Attrs = Pick<Conv2DAttrs, "strides" | "pad" | "dataFormat" | "dimRoundingMode"> & { readonly dilations?: number | [number, number] };

/** What the attributes of a convolution, or of one of its gradients, mean for these shapes. */
export function convolutionOf(input: readonly number[], filter: readonly number[], attrs: Attrs): Convolution {
  const { strides, pad, dataFormat, dimRoundingMode, dilations = 1 } = attrs;
  if (dataFormat !== undefined && dataFormat !== "NHWC") {
    throw new Error(`the wasm engine convolves channels-last images only, got dataFormat ${dataFormat}`);
  }
  const info = backend_util.computeConv2DInfo(input as Shape4D, filter as Shape4D, strides, dilations, pad, dimRoundingMode);
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, padInfo } = info;
  const [strideY, strideX, dilationY, dilationX] = [info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth];
  return {
    outShape: info.outShape as Shape4D,
    pixels: info.batchSize * outHeight * outWidth,
    taps: filterHeight * filterWidth * inChannels,
    filters: info.outChannels,
    geometry: [
      inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, dilationY, dilationX, padInfo.top, padInfo.left,
    ], // prettier-ignore
    skipping: strideY > filterHeight || strideX > filterWidth,
    pointwise:
      filterHeight === 1 &&
      filterWidth === 1 &&
      strideY === 1 &&
      strideX === 1 &&
      outHeight === inHeight &&
      outWidth === inWidth &&
      padInfo.top === 0 &&
      padInfo.left === 0,
  };
}

// Half a megabyte of patches stays in the second-level cache between being laid out and being multiplied.
const BLOCK_NUMBERS = 1 << 17;
// The block of the product's shared side: a multiple of it wastes no packing.
const BLOCK_PIXELS = 256;

/** Pixels whose patches are handled at a time. */
export function pixelsPerBlock({ taps, pixels }: Convolution): number {
  const blocks = Math.max(1, Math.floor(BLOCK_NUMBERS / taps / BLOCK_PIXELS));
  return Math.min(pixels, blocks * BLOCK_PIXELS);
}
