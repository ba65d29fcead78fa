import type { Module } from "@surenet/nn";
import { tensor } from "@tensorflow/tfjs-core";

export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** The classes and margins on a grid over the picture, row by row from the top. */
export interface Field {
  readonly columns: number;
  readonly rows: number;
  readonly classes: Uint8Array;
  /** The lead of the best class over the second, in the units of the scores. */
  readonly margins: Float32Array;
}

const COLUMNS = 96;
const EDGE = 0.18; // of the data's extent on every side, so that circles at the border stay in view

/** A square around points `x, y, x, y, ..`. */
export function boundsOf(inputs: ArrayLike<number>): Bounds {
  const [x, y] = [extent(inputs, 0), extent(inputs, 1)];
  const half = (Math.max(x.size, y.size) / 2 || 1) * (1 + 2 * EDGE);
  return { left: x.middle - half, right: x.middle + half, bottom: y.middle - half, top: y.middle + half };
}

export async function fieldOf(model: Module, { left, right, bottom, top }: Bounds, columns: number = COLUMNS): Promise<Field> {
  const rows = Math.round((columns * (top - bottom)) / (right - left));
  const points = new Float32Array(2 * columns * rows);
  for (let i = 0; i < columns * rows; i++) {
    points[2 * i] = left + (((i % columns) + 0.5) / columns) * (right - left);
    points[2 * i + 1] = top - ((Math.floor(i / columns) + 0.5) / rows) * (top - bottom);
  }
  const x = tensor(points, [columns * rows, 2]);
  const y = model.forward(x);
  const scores = await y.data();
  for (const owned of [x, y]) owned.dispose();
  const count = scores.length / (columns * rows);
  const classes = new Uint8Array(columns * rows);
  const margins = new Float32Array(columns * rows);
  for (let i = 0; i < classes.length; i++) {
    let [best, second, own] = [-Infinity, -Infinity, 0];
    for (let c = 0; c < count; c++) {
      const score = scores[i * count + c] ?? NaN;
      if (score > best) [second, best, own] = [best, score, c];
      else if (score > second) second = score;
    }
    classes[i] = own;
    margins[i] = best - second;
  }
  return { columns, rows, classes, margins };
}

function extent(inputs: ArrayLike<number>, offset: number): { readonly middle: number; readonly size: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let i = offset; i < inputs.length; i += 2) [low, high] = [Math.min(low, inputs[i] ?? low), Math.max(high, inputs[i] ?? high)];
  return { middle: (low + high) / 2, size: high - low };
}
