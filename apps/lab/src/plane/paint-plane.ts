import type { Bounds } from "./bounds.ts";

/** Colours of the classes, apart for people who see few: blue, orange, green, then purple, red, brown. */
const COLOURS = ["42, 111, 187", "217, 119, 6", "22, 140, 90", "126, 87, 194", "200, 50, 80", "121, 85, 61"] as const;

export function colourOf(label: number, strength = 1): string {
  return `rgba(${COLOURS[label % COLOURS.length] ?? COLOURS[0]}, ${strength})`;
}

/** Where a point of the plane lies in a picture. */
export function placer(bounds: Bounds, width: number): (point: readonly [number, number]) => [number, number] {
  const scale = width / (bounds.right - bounds.left);
  return ([x, y]) => [(x - bounds.left) * scale, (bounds.top - y) * scale];
}

/** Fills the cells of a grid, row by row from the top, in whole pixels: else their edges would show. */
export function paintCells(
  context: CanvasRenderingContext2D,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  colour: (cell: number) => string,
): void {
  const { width, height } = context.canvas;
  const [cellWidth, cellHeight] = [width / columns, height / rows];
  for (let i = 0; i < columns * rows; i++) {
    context.fillStyle = colour(i);
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const [left, top] = [Math.round(column * cellWidth), Math.round(row * cellHeight)];
    context.fillRect(left, top, Math.round((column + 1) * cellWidth) - left, Math.round((row + 1) * cellHeight) - top);
  }
}

/** A point of a class, told apart by shape too. */
export function paintDot(context: CanvasRenderingContext2D, [x, y]: readonly [number, number], label: number, size: number): void {
  context.fillStyle = colourOf(label);
  context.beginPath();
  if (label === 0) context.arc(x, y, size, 0, 2 * Math.PI);
  else context.rect(x - size, y - size, 2 * size, 2 * size);
  context.fill();
}
