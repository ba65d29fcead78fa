import { checkOptions, invalidOption, invalidValue } from "@surenet/tensor-backend";

export interface CentreDigitOptions {
  /** Pixels on a side of the picture that is given. */
  readonly side: number;
  /** Pixels on a side of the picture that is made. */
  readonly size?: number;
}

const BOX = 20 / 28; // the part of the side that the digit's longer extent takes in MNIST
const INK = 0.2; // what is paler is noise, not a stroke

/**
 * Scales and shifts a drawing as the digits of MNIST are: its longer extent takes 20 of 28 pixels, and its centre of mass lies in the middle.
 *
 * `out(p) = in(m + (p − size/2) · max(width, height) / (size · 20/28))` with m the centre of mass of the ink above 0.2, and each pixel the mean of samples a
 * source pixel apart, interpolated linearly.
 *
 * @param pixels `[side, side]` in [0, 1] with ink 1, borrowed
 * @returns `[size, size]`
 * @throws SurenetError `E_OPTION`, `E_VALUE` when there is no ink
 * @example centreDigit(drawing, { side: 280 }).length // 784
 * @see yann.lecun.com/exdb/mnist, "the images were centered in a 28x28 image by computing the center of mass of the pixels"
 */
export function centreDigit(pixels: Float32Array, options: CentreDigitOptions): Float32Array {
  const where = "centreDigit";
  checkOptions(where, options, ["side", "size"]);
  const { side, size = 28 } = options;
  if (side * side !== pixels.length)
    throw invalidOption({ where, option: "side", got: side, expected: `the root of ${pixels.length} pixels` });
  if (!(Number.isSafeInteger(size) && size > 0)) throw invalidOption({ where, option: "size", got: size, expected: "a positive integer" });
  const { x, y, extent } = inkOf(pixels, side);
  const step = extent / (size * BOX); // source pixels of a pixel
  const samples = Math.max(1, Math.ceil(step));
  const out = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let i = 0; i < samples; i++) {
        const v = y + (row + (i + 0.5) / samples - size / 2) * step;
        for (let j = 0; j < samples; j++) sum += inkAt(pixels, side, x + (column + (j + 0.5) / samples - size / 2) * step, v);
      }
      out[row * size + column] = sum / samples ** 2;
    }
  }
  return out;
}

/** The centre of mass, and the longer extent, in pixels. */
function inkOf(pixels: Float32Array, side: number): { readonly x: number; readonly y: number; readonly extent: number } {
  let [mass, right, down] = [0, 0, 0];
  let [left, most, top, bottom] = [side, -1, side, -1];
  pixels.forEach((ink, k) => {
    if (!(ink >= INK)) return;
    const [column, row] = [k % side, Math.floor(k / side)];
    [mass, right, down] = [mass + ink, right + ink * (column + 0.5), down + ink * (row + 0.5)];
    [left, most, top, bottom] = [Math.min(left, column), Math.max(most, column), Math.min(top, row), Math.max(bottom, row)];
  });
  if (mass === 0) throw invalidValue({ where: "centreDigit", problem: "there is nothing on the paper", expected: `ink of ${INK} or more` });
  return { x: right / mass, y: down / mass, extent: Math.max(most - left, bottom - top) + 1 };
}

/** Between the centres of pixels, linearly; paper outside. */
function inkAt(pixels: Float32Array, side: number, x: number, y: number): number {
  const [column, row] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [right, down] = [x - 0.5 - column, y - 0.5 - row];
  const at = (r: number, c: number): number => (r < 0 || c < 0 || r >= side || c >= side ? 0 : (pixels[r * side + c] ?? 0));
  const upper = at(row, column) * (1 - right) + at(row, column + 1) * right;
  const lower = at(row + 1, column) * (1 - right) + at(row + 1, column + 1) * right;
  return upper * (1 - down) + lower * down;
}
