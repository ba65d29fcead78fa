import { type Tensor, max, maximum, reshape, sqrt, square, sub, sum, div } from "@tensorflow/tfjs-core";

const TINY = 2 ** -126; // the smallest normal float32: a difference of zero has the gradient zero, not none

/**
 * How much further apart two outputs are than their inputs: `‖a - b‖ / ‖move‖` of each sample, `[N]`; with `disjointNeurons` the largest over the last axis, each taken alone.
 *
 * In a scope of the caller.
 */
export function ratios(a: Tensor, b: Tensor, move: Tensor, { disjointNeurons }: { readonly disjointNeurons: boolean }): Tensor {
  const samples = a.shape[0] ?? 1;
  const neurons = disjointNeurons ? (a.shape.at(-1) ?? 1) : 1;
  const moved = rowNorms(reshape(sub(a, b), [samples, -1, neurons]));
  return div(max(moved, -1), reshape(rowNorms(reshape(move, [samples, -1, 1])), [samples]));
}

/** The 2-norm along axis 1. */
function rowNorms(x: Tensor): Tensor {
  return sqrt(maximum(sum(square(x), 1), TINY));
}
