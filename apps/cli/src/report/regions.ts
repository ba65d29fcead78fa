import { argMax, tensor, tidy } from "@tensorflow/tfjs-core";
import type { ArrayDataset } from "@surenet/data";
import type { Module } from "@surenet/nn";

/** The classes that a model gives on a grid over the plane of its data. */
export interface Regions {
  readonly columns: number;
  readonly rows: number;
  /** Row by row from the top; `classes[row * columns + column]`. */
  readonly classes: Int32Array;
  readonly bounds: { readonly left: number; readonly right: number; readonly bottom: number; readonly top: number };
}

const MARGIN = 0.15; // of the data's extent, so that circles at the edge stay in view

export function regionsOf(model: Module, data: ArrayDataset, { columns, rows }: { columns: number; rows: number }): Regions {
  const bounds = boundsOf(data.inputs);
  const points = new Float32Array(2 * columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = 2 * (row * columns + column);
      points[at] = bounds.left + ((column + 0.5) / columns) * (bounds.right - bounds.left);
      points[at + 1] = bounds.top - ((row + 0.5) / rows) * (bounds.top - bounds.bottom);
    }
  }
  const classes = tidy(() => Int32Array.from(argMax(model.forward(tensor(points, [columns * rows, 2])), -1).dataSync()));
  return { columns, rows, classes, bounds };
}

function boundsOf(inputs: Float32Array): Regions["bounds"] {
  const range = (offset: number): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = offset; i < inputs.length; i += 2) [low, high] = [Math.min(low, inputs[i] ?? low), Math.max(high, inputs[i] ?? high)];
    const space = MARGIN * (high - low || 1);
    return [low - space, high + space];
  };
  const [[left, right], [bottom, top]] = [range(0), range(1)];
  return { left, right, bottom, top };
}
