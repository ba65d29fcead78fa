import { outputSize } from "@surenet/checker";
import { shapeMismatch } from "@surenet/tensor-backend";
import type { Parameter } from "@surenet/nn";
import { convolutionMap, type Geometry } from "../convolution/geometry.ts";
import type { Lowered } from "./lowered.ts";

interface ConvolutionLayer {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly geometry: Geometry;
  readonly inChannels: number;
  readonly outChannels: number;
}

/** A convolution's effective kernel and bias, read from the engine; sequences are images of one row. */
export async function lowerConvolution(layer: ConvolutionLayer, shape: readonly number[]): Promise<Lowered> {
  const kernel = Float32Array.from(await layer.weight.value.data());
  const bias = layer.bias === undefined ? undefined : Float32Array.from(await layer.bias.value.data());
  return lowerKernel({ ...layer, geometry: layer.geometry, kernel, bias, dimensions: layer.weight.shape.length === 3 ? 1 : 2 }, shape);
}

/** {@link lowerConvolution} for numbers that were read already. */
export function lowerKernel(
  {
    geometry,
    inChannels,
    outChannels,
    kernel,
    bias,
    dimensions = 2,
  }: {
    readonly geometry: Geometry;
    readonly inChannels: number;
    readonly outChannels: number;
    readonly kernel: Float32Array;
    readonly bias: Float32Array | undefined;
    readonly dimensions?: 1 | 2;
  },
  shape: readonly number[],
): Lowered {
  checkImage(shape, inChannels, dimensions);
  const map = convolutionMap(geometry, { shape: dimensions === 1 ? [1, ...shape] : shape, outChannels, kernel });
  const sides = map.axes.map(outputSize).slice(dimensions === 1 ? 1 : 0);
  return { ops: [{ op: "convolution", map, bias }], shape: [...sides, outChannels] };
}

/** Refuses what is not an image (or a sequence) of that many channels. */
export function checkImage(shape: readonly number[], channels: number, dimensions: 1 | 2 = 2): void {
  if (shape.length === dimensions + 1 && shape.at(-1) === channels) return;
  throw shapeMismatch({
    where: "certify",
    problem: "a convolution does not fit what reaches it",
    expected: `samples of shape [${dimensions === 1 ? "length" : "height, width"}, ${channels}]`,
    got: shape,
  });
}
