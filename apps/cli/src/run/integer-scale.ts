import type { ArrayDataset } from "@surenet/data";

const SCALE = 255; // of 8-bit images

/** 255 when all inputs are pixels, whole numbers from 0 to 255 over 255 in float32; then radii can be given in whole numbers too. */
export function integerScaleOf({ inputs, inputShape }: ArrayDataset): number | undefined {
  const isImage = inputShape.length === 3;
  return isImage && inputs.every((value) => value === Math.fround(Math.round(value * SCALE) / SCALE) && value >= 0 && value <= 1) ? SCALE : undefined;
}
