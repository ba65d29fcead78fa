import { type Tensor, pad, reshape, slice, stridedSlice } from "@tensorflow/tfjs-core";

export type Rates = readonly [height: number, width: number];

/** Both rates of a dilation that was given as a number, a pair, or not at all. */
export function ratesOf(dilations: number | readonly number[] | null | undefined): Rates {
  return typeof dilations === "number" ? [dilations, dilations] : [dilations?.[0] ?? 1, dilations?.[1] ?? 1];
}

/** A dilated convolution is the plain one with zeros between the filter's taps; no engine knows the gradients of the dilated form itself. */
export function dilate(filter: Tensor, [height, width]: Rates): Tensor {
  if (height === 1 && width === 1) return filter;
  const [rows = 1, columns = 1, inputs = 1, outputs = 1] = filter.shape;
  const spaced = pad(reshape(filter, [rows, 1, columns, inputs * outputs]), [[0, 0], [0, height - 1], [0, 0], [0, 0]]); // prettier-ignore
  const grid = pad(reshape(spaced, [rows * height, columns, 1, inputs * outputs]), [[0, 0], [0, 0], [0, width - 1], [0, 0]]); // prettier-ignore
  return slice(reshape(grid, [rows * height, columns * width, inputs, outputs]), 0, dilatedShape(filter.shape, [height, width]));
}

/** The adjoint of {@link dilate}: the gradient at the taps. */
export function undilate(gradient: Tensor, [height, width]: Rates): Tensor {
  if (height === 1 && width === 1) return gradient;
  return stridedSlice(gradient, [0, 0, 0, 0], gradient.shape, [height, width, 1, 1]);
}

export function dilatedShape([rows = 1, columns = 1, ...channels]: readonly number[], [height, width]: Rates): number[] {
  return [(rows - 1) * height + 1, (columns - 1) * width + 1, ...channels];
}
