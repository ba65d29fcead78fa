import { type Tensor, type Tensor4D, avgPool, mul, pad, slice, tensor, tidy } from "@tensorflow/tfjs-core";
import { invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { checkImages, type Pair, type Size, sizePair } from "@surenet/nn";
import type { Windows } from "@surenet/checker";

export interface WindowPoolOptions {
  /** Only the kernel's size: overlapping windows would not be 1-Lipschitz. */
  readonly stride?: Size;
  /** Only 0. */
  readonly padding?: Size | 0;
  /** Keeps the cut windows at the lower and right border. */
  readonly ceilMode?: boolean;
}

/** The kernel's size of a pool whose windows do not overlap, checked. */
export function readWindow(where: string, kernelSize: Size, { stride, padding = 0 }: WindowPoolOptions): Pair {
  const kernel = sizePair(where, "kernelSize", kernelSize);
  const strides = stride === undefined ? kernel : sizePair(where, "stride", stride);
  if (strides.join() !== kernel.join())
    throw invalidOption({ where, option: "stride", got: stride, expected: `the kernel's size, [${kernel.join(", ")}]` });
  if ([padding].flat().some((pixels) => pixels !== 0)) throw invalidOption({ where, option: "padding", got: padding, expected: "0" });
  return kernel;
}

/** Windows along one side: whole ones, and with `ceilMode` a cut one. */
function windowCount(size: number, kernel: number, ceilMode: boolean): number {
  return ceilMode ? Math.ceil(size / kernel) : Math.floor(size / kernel);
}

/**
 * The sum of every window of images, cut windows of their own pixels only.
 *
 * @param x `[batch, height, width, channels]`, borrowed
 * @throws SurenetError `E_SHAPE`
 */
export function windowSums(x: Tensor, [kh, kw]: Pair, ceilMode: boolean): Tensor {
  checkImages("pooling", x);
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = [windowCount(height, kh, ceilMode), windowCount(width, kw, ceilMode)];
  if (rows < 1 || columns < 1)
    throw shapeMismatch({
      where: "pooling",
      problem: "the window is larger than the image",
      expected: `at least ${kh} by ${kw} pixels`,
      got: x.shape,
    });
  return tidy(() => {
    const [below, right] = [rows * kh - height, columns * kw - width];
    const covered =
      below > 0 || right > 0 ? pad(x, [[0, 0], [0, Math.max(below, 0)], [0, Math.max(right, 0)], [0, 0]]) : x; // prettier-ignore
    const whole = below < 0 || right < 0 ? slice(covered, [0, 0, 0, 0], [batch, rows * kh, columns * kw, channels]) : covered;
    return kh * kw === 1 ? whole.clone() : mul(avgPool(whole as Tensor4D, [kh, kw], [kh, kw], "valid"), kh * kw);
  });
}

/** Pixels in every window, `[rows, columns]` flattened. */
export function windowSizes([height, width]: Pair, [kh, kw]: Pair, ceilMode: boolean): { rows: number; columns: number; sizes: number[] } {
  const [rows, columns] = [windowCount(height, kh, ceilMode), windowCount(width, kw, ceilMode)];
  const side = (i: number, kernel: number, size: number): number => Math.min(kernel, size - i * kernel);
  const sizes = Array.from({ length: rows * columns }, (_, i) => side(Math.floor(i / columns), kh, height) * side(i % columns, kw, width));
  return { rows, columns, sizes };
}

/** One number a window as a tensor that multiplies `[batch, rows, columns, channels]`; a plain number when all are equal. */
export function perWindow(values: readonly number[], rows: number, columns: number): Tensor | number {
  const [first = 1] = values;
  return values.every((value) => value === first) ? first : tensor([...values], [1, rows, columns, 1]);
}

/** The windows of a flattened image `[height, width, channels]`, one for every output `[rows, columns, channels]`. */
export function imageWindows(
  [height, width, channels]: readonly [number, number, number],
  spans: readonly [readonly Pair[], readonly Pair[]],
): Windows {
  const offsets = [0];
  const sources: number[] = [];
  for (const [top, bottom] of spans[0]) {
    for (const [left, right] of spans[1]) {
      for (let c = 0; c < channels; c++) {
        for (let i = top; i < Math.min(bottom, height); i++)
          for (let j = left; j < Math.min(right, width); j++) sources.push((i * width + j) * channels + c);
        offsets.push(sources.length);
      }
    }
  }
  return { offsets: Int32Array.from(offsets), sources: Int32Array.from(sources) };
}

/** Where the windows of one side begin and end. */
export function disjointSpans(size: number, kernel: number, ceilMode: boolean): Pair[] {
  return Array.from({ length: windowCount(size, kernel, ceilMode) }, (_, i) => [i * kernel, Math.min((i + 1) * kernel, size)] as const);
}
