import type { Module } from "@surenet/nn";
import { tensor } from "@tensorflow/tfjs-core";
import type { Bounds } from "../../plane/bounds.ts";
import { gridOver } from "../../plane/grid.ts";

/** The classes and margins on a grid over the picture, row by row from the top. */
export interface Field {
  readonly columns: number;
  readonly rows: number;
  readonly classes: Uint8Array;
  /** The lead of the best class over the second, in the units of the scores. */
  readonly margins: Float32Array;
}

const COLUMNS = 96;

export async function fieldOf(model: Module, bounds: Bounds): Promise<Field> {
  const { columns, rows, points } = gridOver(bounds, COLUMNS);
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
