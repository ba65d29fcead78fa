import { type Tensor, reshape, transpose } from "@tensorflow/tfjs-core";

/** Rows of classes: `[.., C, ..] -> [M, C]`, the class axis moved to the end and all others joined. */
export function classLast(x: Tensor, axis: number): Tensor {
  const classes = x.shape[axis] ?? 1;
  if (axis === x.rank - 1) return reshape(x, [-1, classes]);
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return reshape(transpose(x, [...others, axis]), [-1, classes]);
}
