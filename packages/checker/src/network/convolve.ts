import { axisTaps, type ConvolutionMap, inputsOf, outputsOf } from "./convolution-map.ts";
import { ProductSums } from "./product-sums.ts";

/**
 * `C x`, the image `[height, width, out]` flattened; without a bias.
 *
 * @param magnitude zeros; gets `|C||x|`, the sums of the same products' absolute values
 */
export function convolve(map: ConvolutionMap, x: Float64Array, magnitude: Float64Array = new Float64Array(outputsOf(map))): Float64Array {
  const { kernel, outChannels, groups } = map;
  const sums = new ProductSums(kernel, { y: new Float64Array(outputsOf(map)), m: magnitude });
  const outputs = outChannels / groups;
  eachTap(map, (from, to, weight, channels) => {
    for (let c = 0; c < channels; c++) sums.add(x[from + c] as number, weight + c * outChannels, to, outputs);
  });
  sums.flush();
  return sums.y;
}

/** `Cᵀ y`, the image `[height, width, in]` flattened: what a transposed convolution computes. @param magnitude zeros; gets `|Cᵀ||y|` */
export function convolveTranspose(map: ConvolutionMap, y: Float64Array, magnitude?: Float64Array): Float64Array {
  const { kernel, outChannels, groups } = map;
  const x = new Float64Array(inputsOf(map));
  const outputs = outChannels / groups;
  eachTap(map, (from, to, weight, channels) => {
    for (let c = 0; c < channels; c++) {
      let [sum, size] = [0, 0];
      for (let o = to, w = weight + c * outChannels - to; o < to + outputs; o++) {
        const product = (y[o] as number) * (kernel[w + o] as number);
        sum += product;
        size += Math.abs(product);
      }
      x[from + c] = (x[from + c] as number) + sum;
      if (magnitude !== undefined) magnitude[from + c] = (magnitude[from + c] as number) + size;
    }
  });
  return x;
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
