import { bytes } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

/**
 * Adds to the zeroed image `dx` the gradient `dy` of every pooled window: all of it to the first largest number of `x` in the window, or where `x` is 0 an equal
 * share to every pixel, of those inside the image.
 */
export function poolGradient(
  batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32,
  dilationY: i32, dilationX: i32, top: i32, left: i32, dy: usize, x: usize, dx: usize,
): void {
  const pixel = bytes(channels), line = pixel * width, image = line * height;
  for (; batch > 0; batch--, dx += image, x = x ? x + image : 0) {
    for (let row = -top, i = outHeight; i > 0; i--, row += strideY) {
      const rowFrom = inside(row, dilationY), rowTo = filterHeight;
      for (let column = -left, j = outWidth; j > 0; j--, column += strideX, dy += pixel) {
        const columnFrom = inside(column, dilationX);
        let count = 0;
        for (let u = rowFrom; u < rowTo && row + u * dilationY < height; u++) {
          for (let w = columnFrom; w < filterWidth && column + w * dilationX < width; w++) count++;
        }
        if (count == 0) continue;
        const share = f32x4.splat(<f32>1 / <f32>count);
        for (let n = channels, at: usize = 0; n > 0; n -= 4, at += 16) {
          const given = loadSome(dy + at, n);
          let best = f32x4.splat(0), chosen = i32x4.splat(-1), tap = 0;
          if (x) {
            for (let u = rowFrom; u < rowTo && row + u * dilationY < height; u++) {
              for (let w = columnFrom; w < filterWidth && column + w * dilationX < width; w++, tap++) {
                const value = loadSome(x + at + line * (row + u * dilationY) + pixel * (column + w * dilationX), n);
                const better = tap == 0 ? i32x4.splat(-1) : f32x4.gt(value, best);
                best = v128.bitselect(value, best, better);
                chosen = v128.bitselect(i32x4.splat(tap), chosen, better);
              }
            }
          }
          tap = 0;
          for (let u = rowFrom; u < rowTo && row + u * dilationY < height; u++) {
            for (let w = columnFrom; w < filterWidth && column + w * dilationX < width; w++, tap++) {
              const to = dx + at + line * (row + u * dilationY) + pixel * (column + w * dilationX);
              const part = x ? v128.and(given, i32x4.eq(chosen, i32x4.splat(tap))) : f32x4.mul(given, share);
              storeSome(to, n, f32x4.add(loadSome(to, n), part));
            }
          }
        }
      }
    }
  }
}

/** The first tap of a window from `start` that lies inside. */
function inside(start: i32, dilation: i32): i32 {
  return start < 0 ? (dilation - 1 - start) / dilation : 0;
}
