import type { Bounds } from "./bounds.ts";

/** The middles of the cells of a grid over a picture, `x, y, x, y, ..`, row by row from the top. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly points: Float32Array;
}

export function gridOver({ left, right, bottom, top }: Bounds, columns: number): Grid {
  const rows = Math.round((columns * (top - bottom)) / (right - left));
  const points = new Float32Array(2 * columns * rows);
  for (let i = 0; i < columns * rows; i++) {
    points[2 * i] = left + (((i % columns) + 0.5) / columns) * (right - left);
    points[2 * i + 1] = top - ((Math.floor(i / columns) + 0.5) / rows) * (top - bottom);
  }
  return { columns, rows, points };
}
