import { type NamedAttrMap, type NamedTensorMap, type Rank, type Tensor, type Tensor1D, engine, tensor } from "@tensorflow/tfjs-core";
import { weights } from "@surenet/testing/gradient";

export interface GradientCase {
  /** The kernel whose rule is tried, with anything particular after a comma. */
  readonly name: string;
  readonly kernel: string;
  readonly inputs: () => readonly Tensor[];
  readonly f: (...inputs: Tensor[]) => Tensor;
}

export function of<const Inputs extends readonly Tensor[]>(
  name: string,
  inputs: () => Inputs,
  f: (...inputs: Inputs) => Tensor,
): GradientCase {
  return { name, kernel: name.split(",")[0] ?? name, inputs, f: (...tensors) => f(...(tensors as unknown as Inputs)) };
}

/** Values without pattern in (low, high), away from the kinks at multiples of 0.5. */
export function values(shape: number[], low: number = -2, high: number = 2): Tensor {
  const raw = weights(size(shape) + 3).slice(3);
  const spread = raw.map((w) => awayFromKinks(low + ((w + 1) / 2) * (high - low)));
  return tensor(spread, shape);
}

function awayFromKinks(v: number): number {
  const nearest = Math.round(2 * v) / 2;
  return Math.abs(v - nearest) < 0.06 ? nearest + 0.06 + Math.abs(v - nearest) / 2 : v;
}

/** Values that differ from each other by at least 0.1, so that finite differences never change an order. */
export function distinct(shape: number[]): Tensor {
  const count = size(shape);
  const spread = Array.from({ length: count }, (_, i) => ((i * 7) % count) * 0.1 - count * 0.05 + 0.03);
  return tensor(spread, shape);
}

export function integers(array: number[], shape: number[] = [array.length]): Tensor1D {
  return tensor<Rank>(array, shape, "int32") as Tensor1D;
}

export function run(kernel: string, inputs: NamedTensorMap, attrs: NamedAttrMap): Tensor {
  return engine().runKernel<Tensor>(kernel, inputs, attrs);
}

export const matrix = (): [Tensor] => [values([3, 4])];
export const cube = (): [Tensor] => [values([2, 3, 4])];
/** A matrix and a row that is broadcast. */
export const matrixAndRow = (): [Tensor, Tensor] => [values([3, 4]), values([4], -1.5, 1.7)];
export const image = (): Tensor => values([2, 5, 6, 2], -1, 1);

function size(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
