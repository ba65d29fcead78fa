import { bytes } from "./lanes";

// A patch is what the filter sees from one output pixel, [filterHeight, filterWidth, channels] laid out as a row: then a convolution is a matrix
// product. Pixels are numbered through all images; the taps of a filter row that lie side by side in the image move in one run.

/** `patches[p] = window of output pixel first + p`, zeros outside the image. */
export function gatherPatches(
  image: usize, patches: usize, first: i32, count: i32,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const run = dilationX == 1 ? filterWidth : 1, perPixel = bytes(channels);
  for (let pixel = first; pixel < first + count; pixel++) {
    const line = pixel / outWidth, x = (pixel - line * outWidth) * strideX - left;
    const batch = line / outHeight, y = (line - batch * outHeight) * strideY - top;
    for (let i = 0; i < filterHeight; i++) {
      const row = y + i * dilationY;
      const inside = row >= 0 && row < height;
      const source = image + <usize>((batch * height + row) * width) * perPixel;
      for (let j = 0; j < filterWidth; j += run) {
        const column = x + j * dilationX;
        const from = inside ? min(run, max(0, -column)) : run, to = inside ? max(from, min(run, width - column)) : run;
        if (from > 0) memory.fill(patches, 0, <usize>from * perPixel);
        copy(patches + <usize>from * perPixel, source + <usize>(column + from) * perPixel, (to - from) * channels);
        if (to < run) memory.fill(patches + <usize>to * perPixel, 0, <usize>(run - to) * perPixel);
        patches += <usize>run * perPixel;
      }
    }
  }
}

/** The transpose of {@link gatherPatches}: adds every patch to its window. */
export function scatterPatches(
  image: usize, patches: usize, first: i32, count: i32,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const run = dilationX == 1 ? filterWidth : 1, perPixel = bytes(channels);
  for (let pixel = first; pixel < first + count; pixel++) {
    const line = pixel / outWidth, x = (pixel - line * outWidth) * strideX - left;
    const batch = line / outHeight, y = (line - batch * outHeight) * strideY - top;
    for (let i = 0; i < filterHeight; i++) {
      const row = y + i * dilationY;
      const target = image + <usize>((batch * height + row) * width) * perPixel;
      for (let j = 0; j < filterWidth; j += run, patches += <usize>run * perPixel) {
        if (row < 0 || row >= height) continue;
        const column = x + j * dilationX;
        const from = max(0, -column), to = min(run, width - column);
        add(target + <usize>(column + from) * perPixel, patches + <usize>from * perPixel, (to - from) * channels);
      }
    }
  }
}

/** In place of `memory.copy`, whose call costs more than a run of a few channels. */
function copy(to: usize, from: usize, n: i32): void {
  for (; n >= 4; n -= 4, to += 16, from += 16) v128.store(to, v128.load(from));
  for (; n > 0; n--, to += 4, from += 4) f32.store(to, f32.load(from));
}

function add(to: usize, from: usize, n: i32): void {
  for (; n >= 4; n -= 4, to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  for (; n > 0; n--, to += 4, from += 4) f32.store(to, f32.load(to) + f32.load(from));
}
