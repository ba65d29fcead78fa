import type { Stroke } from "./digit-strokes.ts";

export interface Canvas {
  /** `size × size`, row after row; 0 is paper, 1 is ink. */
  readonly pixels: Float32Array;
  readonly size: number;
}

/**
 * Draws a polyline with a round brush onto the canvas, in place.
 *
 * `pixel = max(pixel, clamp(radius + ½ − d, 0, 1))`, where `d` is the distance in pixels from the pixel's centre to the polyline:
 * a brush whose edge falls from ink to paper over one pixel.
 *
 * @param stroke in pixels, not in units of the square
 */
export function drawStroke({ pixels, size }: Canvas, stroke: Stroke, radius: number): void {
  const reach = radius + 0.5;
  for (let s = 0; s + 1 < stroke.length; s++) {
    const [[ax, ay], [bx, by]] = [stroke[s] ?? [0, 0], stroke[s + 1] ?? [0, 0]];
    const [dx, dy] = [bx - ax, by - ay];
    const squared = dx * dx + dy * dy;
    const [left, right] = pixelRange(Math.min(ax, bx) - reach, Math.max(ax, bx) + reach, size);
    const [top, bottom] = pixelRange(Math.min(ay, by) - reach, Math.max(ay, by) + reach, size);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const [px, py] = [column + 0.5 - ax, row + 0.5 - ay];
        const along = squared > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / squared)) : 0;
        const ink = Math.min(1, reach - Math.hypot(px - along * dx, py - along * dy));
        const k = row * size + column;
        if (ink > (pixels[k] ?? 0)) pixels[k] = ink;
      }
    }
  }
}

/** The pixels whose centres lie between two coordinates, cut at the border. */
function pixelRange(low: number, high: number, size: number): [number, number] {
  return [Math.max(0, Math.ceil(low - 0.5)), Math.min(size - 1, Math.floor(high - 0.5))];
}
