import type { backend_util } from "@tensorflow/tfjs-core";
import type { Numbers } from "../kernel.ts";

/** Floats of one patch matrix: 4 MB stay in the second-level cache, and the memory of a gradient does not grow with the batch. */
const PATCH_FLOATS = 1 << 20;

/** Images whose patches are handled at a time. */
export function imagesPerStep(info: backend_util.Conv2DInfo): number {
  const { outHeight, outWidth, filterHeight, filterWidth, inChannels, batchSize } = info;
  const perImage = outHeight * outWidth * filterHeight * filterWidth * inChannels;
  return Math.min(batchSize, Math.max(1, Math.floor(PATCH_FLOATS / perImage)));
}

/** Lays the window of every output pixel of images `first … first + count − 1` out as a row of `patches`; outside the image stand zeros. */
export function gatherPatches(info: backend_util.Conv2DInfo, x: Numbers, patches: Numbers, first: number, count: number): void {
  patches.fill(0);
  eachRun(info, first, count, (image, patch, length) => patches.set(x.subarray(image, image + length), patch));
}

/** The adjoint: adds every row of `patches` back to its window. */
export function scatterPatches(info: backend_util.Conv2DInfo, patches: Numbers, dx: Numbers, first: number, count: number): void {
  eachRun(info, first, count, (image, patch, length) => {
    for (let i = 0; i < length; i++) dx[image + i] = (dx[image + i] ?? 0) + (patches[patch + i] ?? 0);
  });
}

/** Visits the runs of elements that lie side by side both in the image and in the patch: the part of a filter row inside the image. */
function eachRun(
  info: backend_util.Conv2DInfo,
  first: number,
  count: number,
  visit: (image: number, patch: number, length: number) => void,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const rowLength = filterWidth * inChannels;
  let patch = 0;
  for (let b = first; b < first + count; b++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const left = x * strideWidth - padInfo.left;
        const [from, to] = [Math.max(0, left), Math.min(inWidth, left + filterWidth)];
        for (let i = 0; i < filterHeight; i++, patch += rowLength) {
          const row = y * strideHeight - padInfo.top + i;
          if (row < 0 || row >= inHeight || from >= to) continue;
          visit(((b * inHeight + row) * inWidth + from) * inChannels, patch + (from - left) * inChannels, (to - from) * inChannels);
        }
      }
    }
  }
}
