import {
  type Tensor,
  add,
  exp,
  isFinite,
  log,
  max,
  reshape,
  sub,
  sum,
  tidy,
  util,
  where,
  zerosLike,
  customGrad,
  zeros,
} from "@tensorflow/tfjs-core";

export interface LogSumExpOptions {
  /** Axes to reduce; all when omitted. */
  readonly axis?: number | number[] | undefined;
  readonly keepDims?: boolean;
}

/**
 * `log Σ exp(x)`, without overflow.
 *
 * `m + log Σ exp(x − m)` with `m = max x`, or 0 where the maximum is infinite: so that nothing but −∞ gives −∞, where TensorFlow.js has NaN.
 * Its gradient is the softmax.
 *
 * @param x any shape, borrowed
 * @example logSumExp(tensor([0, Math.log(3)])) // log(1 + 3) = 1.3863
 */
export function logSumExp(x: Tensor, { axis, keepDims = false }: LogSumExpOptions = {}): Tensor {
  const axes = util.parseAxisParam(axis ?? [...x.shape.keys()], x.shape);
  return tidy(() => {
    const largest = constantMax(x, axes);
    const shift = where(isFinite(largest), largest, zerosLike(largest));
    const result = add(log(sum(exp(sub(x, shift)), axes, true)), shift);
    return keepDims ? result : reshape(result, x.shape.filter((_, i) => !axes.includes(i))); // prettier-ignore
  });
}

/** The maximum as a constant: its own gradient, were it only stopped behind it, would still be computed, in ten times the time of all the rest. */
function constantMax(x: Tensor, axes: number[]): Tensor {
  const constant = customGrad((a) => ({ value: max(a as Tensor, axes, true), gradFunc: () => zeros((a as Tensor).shape) }));
  return constant(x);
}
