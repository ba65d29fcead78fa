import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { positiveInteger } from "@surenet/nn";
import { label, MARGIN, svg } from "./svg.ts";

/** What each neuron looks for, side by side, as grey values. */
export interface WeightTiles {
  readonly width: number;
  readonly height: number;
  /** Row by row from the top, 0 (the least weight) to 255 (the largest). */
  readonly pixels: Uint8Array;
}

/**
 * The weights of neurons over an image, as a sheet of small images.
 *
 * @param weights `[height · width, neurons]`, borrowed
 * @param options the image's sides; how many stand in a row, about a square of them by default
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example weightTiles(network.weights.variable, { height: 28, width: 28 }) // 100 neurons: 290 × 290, a pixel between two tiles
 */
export function weightTiles(
  weights: Tensor,
  options: { readonly height: number; readonly width: number; readonly columns?: number },
): WeightTiles {
  const where = "weightTiles";
  checkOptions(where, options, ["height", "width", "columns"]);
  const [inputs = 0, neurons = 0] = weights.shape;
  const { height, width, columns = Math.ceil(Math.sqrt(neurons)) } = options;
  positiveInteger(where, "columns", columns);
  if (weights.rank !== 2 || inputs !== height * width) throw shapeMismatch({ where, expected: `[${height} · ${width}, neurons]`, got: weights.shape }); // prettier-ignore
  const values = Float32Array.from(weights.dataSync());
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const span = values.reduce((most, value) => Math.max(most, value), -Infinity) - low || 1;
  const [sheetWidth, sheetHeight] = [columns * (width + 1) - 1, Math.ceil(neurons / columns) * (height + 1) - 1];
  const pixels = new Uint8Array(sheetWidth * sheetHeight).fill(255);
  for (let neuron = 0; neuron < neurons; neuron++) {
    const [left, top] = [(neuron % columns) * (width + 1), Math.floor(neuron / columns) * (height + 1)];
    for (let i = 0; i < inputs; i++) {
      const at = (top + Math.floor(i / width)) * sheetWidth + left + (i % width);
      pixels[at] = Math.round((255 * ((values[i * neurons + neuron] ?? 0) - low)) / span);
    }
  }
  return { width: sheetWidth, height: sheetHeight, pixels };
}

/** The sheet as a picture, dark where weights are large; the pixels lie in it as a bitmap. */
export function weightsSvg(
  { width, height, pixels }: WeightTiles,
  { title = "weights", zoom = 2 }: { title?: string; zoom?: number } = {},
): string {
  const [across, down] = [width * zoom, height * zoom];
  return svg(across + 2 * MARGIN.right, down + MARGIN.top + MARGIN.right, title, [
    label(MARGIN.right, 15, title),
    `<image x="${MARGIN.right}" y="${MARGIN.top}" width="${across}" height="${down}" image-rendering="pixelated" href="data:image/bmp;base64,${base64(bitmap(width, height, pixels))}"/>`,
  ]);
}

const HEADER = 54;
const PALETTE = 1024;

/** An uncompressed bitmap of 256 greys, rows from the bottom and filled up to four bytes, as the format wants; 0 is white. */
function bitmap(width: number, height: number, pixels: Uint8Array): Uint8Array {
  const along = Math.ceil(width / 4) * 4;
  const bytes = new Uint8Array(HEADER + PALETTE + along * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, HEADER + PALETTE, true);
  view.setUint32(14, 40, true); // the size of what follows in the header
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 8, true);
  for (let grey = 0; grey < 256; grey++) bytes.fill(255 - grey, HEADER + 4 * grey, HEADER + 4 * grey + 3);
  for (let row = 0; row < height; row++)
    bytes.set(pixels.subarray(row * width, (row + 1) * width), HEADER + PALETTE + (height - 1 - row) * along);
  return bytes;
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
