import { type Tensor, transpose } from "@tensorflow/tfjs-core";

/** The reference has channels on axis 1; we have them last. Rank 1 and 2 are the same in both. */
export function channelsLast(x: Tensor): Tensor {
  return x.rank < 3 ? x : transpose(x, [0, ...x.shape.map((_, i) => i).slice(2), 1]);
}

export function channelsFirst(x: Tensor): Tensor {
  return x.rank < 3 ? x : transpose(x, [0, x.rank - 1, ...x.shape.map((_, i) => i).slice(1, -1)]);
}
