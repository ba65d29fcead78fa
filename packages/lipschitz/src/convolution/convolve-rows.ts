import { type Tensor, reshape, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import type { Geometry } from "./geometry.ts";
import { paddedConv2d } from "./padded-conv2d.ts";

/** Sequences `[batch, length, in]` as images of one row. */
export function convolveRows(x: Tensor, weight: Tensor, bias: Tensor | undefined, geometry: Geometry): Tensor {
  const [batch = 1, length = 1, channels = 1] = x.shape;
  if (x.rank !== 3) throw shapeMismatch({ where: "convolution", expected: "[batch, length, channels]", got: x.shape });
  return tidy(() => {
    const y = paddedConv2d(reshape(x, [batch, 1, length, channels]), reshape(weight, [1, ...weight.shape]), bias, geometry);
    return reshape(y, [batch, y.shape[2] ?? 1, y.shape[3] ?? 1]);
  });
}
