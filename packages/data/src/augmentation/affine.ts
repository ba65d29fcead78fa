import { type Rng, checkOptions, invalidOption, shapeMismatch } from "@surenet/tensor-backend";

export interface AffineOptions {
  readonly rng: Rng;
  /** Largest turn to either side, in radians. */
  readonly rotation?: number;
  /** Largest entry of the shear, to either side: a row moves by this share of its distance from the centre. */
  readonly shear?: number;
  /** Largest relative change of size, to either side, the same in both directions. */
  readonly scale?: number;
  /** Largest move, in pixels, to either side and in both directions. */
  readonly shift?: number;
}

/** Images one after the other, and the shape of one: height, width, channels (or height, width). */
export interface ImageBatch {
  readonly images: Float32Array;
  readonly shape: readonly number[];
}

/**
 * Turns, shears, scales and shifts every image by amounts of its own, about its centre: for training only, a certificate is about the images as they are.
 *
 * The pixel at `p` of the result is the image at `A (p - c) + c + t`, c the centre, `A = (1 + s) R(θ) (1 h; 0 1)`, with θ, h, s and the two parts of t uniform
 * within their bounds. Between pixels it is interpolated bilinearly; outside it is zero. On the host, in about one pass over the pixels.
 *
 * @returns new images of the same shape
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example randomAffine({ images, shape: [28, 28, 1] }, { rng: createRng(0) })
 */
export function randomAffine({ images, shape }: ImageBatch, options: AffineOptions): Float32Array<ArrayBuffer> {
  const { rng, bounds } = readOptions(options);
  const [height = 0, width = 0, channels = 1] = shape;
  const size = height * width * channels;
  if (shape.length < 2 || shape.length > 3 || size === 0 || images.length % size !== 0) {
    throw shapeMismatch({
      where,
      problem: "these are no images",
      expected: "images of shape [height, width] or [height, width, channels]",
      got: shape,
    });
  }
  const count = images.length / size;
  const draws = rng.values.uniform(5 * count, { low: -1, high: 1 });
  const out = new Float32Array(images.length);
  for (let i = 0; i < count; i++) {
    const [turn = 0, shear = 0, scale = 0, down = 0, right = 0] = draws.subarray(5 * i, 5 * i + 5);
    const map = affineMap({
      rotation: turn * bounds.rotation,
      shear: shear * bounds.shear,
      scale: 1 + scale * bounds.scale,
      shift: [down * bounds.shift, right * bounds.shift],
    });
    resample({ from: images.subarray(i * size, (i + 1) * size), to: out.subarray(i * size, (i + 1) * size), height, width, channels }, map);
  }
  return out;
}

const where = "randomAffine";

interface Moves {
  readonly rotation: number;
  readonly shear: number;
  readonly scale: number;
  readonly shift: readonly [down: number, right: number];
}

/** From a place in the result to one in the source, both from the centre: rows down, columns right. */
interface AffineMap {
  readonly matrix: readonly [number, number, number, number];
  readonly shift: readonly [number, number];
}

function affineMap({ rotation, shear, scale, shift }: Moves): AffineMap {
  const [cosine, sine] = [scale * Math.cos(rotation), scale * Math.sin(rotation)];
  return { matrix: [cosine, cosine * shear - sine, sine, sine * shear + cosine], shift };
}

interface Images {
  readonly from: Float32Array;
  readonly to: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Each image gets a border of zeros first, so that the four corners of every place are in it and need no test. */
function resample({ from, to, height, width, channels }: Images, { matrix: [a, b, c, d], shift: [down, right] }: AffineMap): void {
  const stride = (width + 3) * channels;
  const bordered = new Float32Array((height + 3) * stride);
  for (let row = 0; row < height; row++)
    bordered.set(from.subarray(row * width * channels, (row + 1) * width * channels), (row + 1) * stride + channels);
  const [middleRow, middleColumn] = [(height - 1) / 2, (width - 1) / 2];
  let target = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++, target += channels) {
      const y = row - middleRow;
      const x = column - middleColumn;
      const sourceRow = a * y + b * x + middleRow + down;
      const sourceColumn = c * y + d * x + middleColumn + right;
      if (!(sourceRow > -1 && sourceRow < height && sourceColumn > -1 && sourceColumn < width)) continue; // zero outside
      const top = Math.floor(sourceRow);
      const left = Math.floor(sourceColumn);
      const below = sourceRow - top;
      const beside = sourceColumn - left;
      const corner = (top + 1) * stride + (left + 1) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const k = corner + channel;
        const upper = (bordered[k] ?? 0) * (1 - beside) + (bordered[k + channels] ?? 0) * beside;
        const lower = (bordered[k + stride] ?? 0) * (1 - beside) + (bordered[k + stride + channels] ?? 0) * beside;
        to[target + channel] = upper * (1 - below) + lower * below;
      }
    }
  }
}

function readOptions(options: AffineOptions): { rng: Rng; bounds: Required<Omit<AffineOptions, "rng">> } {
  checkOptions(where, options, ["rng", "rotation", "shear", "scale", "shift"]);
  const { rng, rotation = 0.15, shear = 0.15, scale = 0.1, shift = 1 } = options;
  if (rng?.values === undefined)
    throw invalidOption({ where, option: "rng", got: rng, expected: "a source of random numbers, such as createRng(0)" });
  const bounds = { rotation, shear, scale, shift };
  for (const [option, value] of Object.entries(bounds)) {
    if (!(value >= 0 && value < (option === "scale" ? 1 : Infinity)))
      throw invalidOption({ where, option, got: value, expected: option === "scale" ? "a number in [0, 1)" : "a finite number >= 0" });
  }
  return { rng, bounds };
}
