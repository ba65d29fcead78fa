import { argMax, tensor, tidy } from "@tensorflow/tfjs-core";
import type { ArrayDataset } from "@surenet/data";
import type { Module } from "@surenet/nn";

/** The classes that a model gives on a grid over the plane of its data. */
export interface Regions {
  readonly columns: number;
  readonly rows: number;
  /** Row by row from the top; `classes[row * columns + column]`. */
  readonly classes: Int32Array;
  readonly bounds: Bounds;
}

export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

const MARGIN = 0.15; // of the data's extent, so that circles at the edge stay in view
const STEEPEST = 2.5; // a picture longer than this is made wider, or it would be a thread

/** Cells as wide as they are high, so that distances in the picture are those of the data. */
export function regionsOf(model: Module, data: ArrayDataset, { columns }: { readonly columns: number }): Regions {
  const bounds = boundsOf(data.inputs);
  const side = (bounds.right - bounds.left) / columns;
  const rows = Math.max(1, Math.round((bounds.top - bounds.bottom) / side));
  const points = new Float32Array(2 * columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      points.set([bounds.left + (column + 0.5) * side, bounds.top - (row + 0.5) * side], 2 * (row * columns + column));
    }
  }
  const classes = tidy(() => Int32Array.from(argMax(model.forward(tensor(points, [columns * rows, 2])), -1).dataSync()));
  return { columns, rows, classes, bounds };
}

/** @param inputs points `x, y, x, y, ..` */
export function boundsOf(inputs: Float32Array): Bounds {
  const [x, y] = [extent(inputs, 0), extent(inputs, 1)];
  const [width, height] = [Math.max(x.size, y.size / STEEPEST), Math.max(y.size, x.size / STEEPEST)];
  return { left: x.middle - width / 2, right: x.middle + width / 2, bottom: y.middle - height / 2, top: y.middle + height / 2 };
}

function extent(inputs: Float32Array, offset: number): { readonly middle: number; readonly size: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let i = offset; i < inputs.length; i += 2) [low, high] = [Math.min(low, inputs[i] ?? low), Math.max(high, inputs[i] ?? high)];
  return { middle: (low + high) / 2, size: (1 + 2 * MARGIN) * (high - low || 1) };
}
