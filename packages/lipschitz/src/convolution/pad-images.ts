import { type Tensor, concat, pad, reverse, slice, tidy, tile } from "@tensorflow/tfjs-core";
import type { PaddingMode } from "@surenet/checker";
import { shapeMismatch } from "@surenet/tensor-backend";

export type { PaddingMode } from "@surenet/checker";

/** Pixels before and after an axis. */
export type AxisPadding = readonly [before: number, after: number];

/**
 * Surrounds images by pixels that the mode derives from them.
 *
 * One row of `1 2 3` with two pixels on each side: zeros `0 0 1 2 3 0 0`, replicate `1 1 1 2 3 3 3`, symmetric `2 1 1 2 3 3 2`, reflect `3 2 1 2 3 2 1`, circular
 * `2 3 1 2 3 1 2`.
 *
 * @param x `[batch, height, width, channels]`, borrowed
 * @param padding of height and of width
 * @returns owned by the caller
 * @throws SurenetError `E_SHAPE` when the image is too small for the mode (the reference then pads by less, in silence)
 */
export function padImages(x: Tensor, padding: readonly [AxisPadding, AxisPadding], mode: PaddingMode): Tensor {
  if (mode === "zeros") return pad(x, [[0, 0], [...padding[0]], [...padding[1]], [0, 0]]);
  return tidy(() => padAxis(padAxis(x, 1, padding[0], mode), 2, padding[1], mode).clone());
}

function padAxis(x: Tensor, axis: number, [before, after]: AxisPadding, mode: Exclude<PaddingMode, "zeros">): Tensor {
  const size = x.shape[axis] ?? 1;
  const reach = Math.max(before, after);
  const least = mode === "replicate" ? 1 : mode === "reflect" ? reach + 1 : reach;
  if (size < least)
    throw shapeMismatch({ where: `${mode} padding`, expected: `at least ${least} pixels along axis ${axis}`, got: x.shape });
  const part = (from: number, count: number): Tensor => {
    const [begin, extent] = [x.shape.map(() => 0), [...x.shape]];
    [begin[axis], extent[axis]] = [from, count];
    return slice(x, begin, extent);
  };
  const repeated = (from: number, count: number): Tensor => tile(part(from, 1), x.shape.map((_, i) => (i === axis ? count : 1))); // prettier-ignore
  const sides = {
    replicate: () => [repeated(0, before), repeated(size - 1, after)],
    symmetric: () => [reverse(part(0, before), axis), reverse(part(size - after, after), axis)],
    reflect: () => [reverse(part(1, before), axis), reverse(part(size - 1 - after, after), axis)],
    circular: () => [part(size - before, before), part(0, after)],
  };
  if (reach === 0) return x;
  const [left, right] = sides[mode]() as [Tensor, Tensor];
  return concat([...(before > 0 ? [left] : []), x, ...(after > 0 ? [right] : [])], axis);
}
