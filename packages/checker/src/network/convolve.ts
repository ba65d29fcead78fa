import { axisTaps, type ConvolutionMap } from "./convolution-map.ts";

/** `C x`, the image `[height, width, out]` flattened; without a bias. */
export function convolve(map: ConvolutionMap, x: Float64Array): Float64Array {
  const y = new Float64Array(positions(map) * map.outChannels);
  eachTap(map, (from, to, weight, channels) => {
    for (let c = 0; c < channels; c++) {
      const value = x[from + c] as number;
      if (value === 0) continue;
      for (let o = 0, w = weight + c * map.outChannels, end = map.outChannels / map.groups; o < end; o++)
        y[to + o] = (y[to + o] as number) + value * (map.kernel[w + o] as number);
    }
  });
  return y;
}

/** `Cᵀ y`, the image `[height, width, in]` flattened: what a transposed convolution computes. */
export function convolveTranspose(map: ConvolutionMap, y: Float64Array): Float64Array {
  const [{ size: height }, { size: width }] = map.axes;
  const x = new Float64Array(height * width * map.inChannels);
  eachTap(map, (from, to, weight, channels) => {
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let o = 0, w = weight + c * map.outChannels, end = map.outChannels / map.groups; o < end; o++)
        sum += (y[to + o] as number) * (map.kernel[w + o] as number);
      x[from + c] = (x[from + c] as number) + sum;
    }
  });
  return x;
}

/** Output pixels. */
export function positions({ axes }: ConvolutionMap): number {
  return axes.reduce((product, axis) => product * (axisTaps(axis).length / axis.kernel), 1);
}

/** Calls `visit` for every output pixel, tap inside the image and group: the flat index of the group's first input channel, output channel and weight. */
function eachTap(
  { axes, inChannels, outChannels, groups }: ConvolutionMap,
  visit: (from: number, to: number, weight: number, channels: number) => void,
): void {
  const [rows, columns] = [axisTaps(axes[0]), axisTaps(axes[1])];
  const [{ kernel: kh }, { kernel: kw, size: width }] = axes;
  const [height, across] = [rows.length / kh, columns.length / kw];
  const [channels, outputs] = [inChannels / groups, outChannels / groups];
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < across; j++) {
      for (let u = 0; u < kh; u++) {
        const row = rows[i * kh + u] as number;
        if (row < 0) continue;
        for (let v = 0; v < kw; v++) {
          const column = columns[j * kw + v] as number;
          if (column < 0) continue;
          for (let g = 0; g < groups; g++) {
            const from = (row * width + column) * inChannels + g * channels;
            const to = (i * across + j) * outChannels + g * outputs;
            visit(from, to, (u * kw + v) * channels * outChannels + g * outputs, channels);
          }
        }
      }
    }
  }
}
