import type { backend_util } from "@tensorflow/tfjs-core";

/** The pixels of one window that lie inside the image: `pixels[i]` is the first element of the pixel under filter tap `taps[i]`. */
export interface Window {
  readonly pixels: Int32Array;
  readonly taps: Int32Array;
  count: number;
}

/** Visits the window of every output pixel of a pooling or convolution, with the index of that output pixel's first element. */
export function eachWindow(info: backend_util.Conv2DInfo, visit: (window: Window, output: number) => void): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth, padInfo } = info;
  const window = { pixels: new Int32Array(filterHeight * filterWidth), taps: new Int32Array(filterHeight * filterWidth), count: 0 };
  let output = 0;
  for (let b = 0; b < batchSize; b++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++, output += outChannels) {
        window.count = 0;
        for (let i = 0; i < filterHeight; i++) {
          const row = y * info.strideHeight - padInfo.top + i * info.dilationHeight;
          if (row < 0 || row >= inHeight) continue;
          for (let j = 0; j < filterWidth; j++) {
            const column = x * info.strideWidth - padInfo.left + j * info.dilationWidth;
            if (column < 0 || column >= inWidth) continue;
            window.pixels[window.count] = ((b * inHeight + row) * inWidth + column) * inChannels;
            window.taps[window.count++] = i * filterWidth + j;
          }
        }
        visit(window, output);
      }
    }
  }
}
