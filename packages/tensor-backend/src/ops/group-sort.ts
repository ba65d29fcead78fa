import { type Tensor, clone, engine, getKernel, neg, reshape, tidy, topk } from "@tensorflow/tfjs-core";
import { invalidOption } from "../errors/throw.ts";
import { runKernel } from "../gradients/run-kernel.ts";
import { GROUP_SORT } from "../kernels/loops/group-sort.ts";

/**
 * Sorts the last axis in consecutive groups, ascending.
 *
 * `y[.., g·k + i] = i-th smallest of x[.., g·k .. g·k + k − 1]`
 *
 * The gradient goes back along the same permutation, so it keeps its length; equal numbers send theirs to the lowest of their places. NaN counts as
 * the largest.
 *
 * @param x `[..., channels]`, borrowed
 * @param groupSize a divisor of `channels`
 * @returns same shape, owned by the caller
 * @throws SurenetError `E_OPTION` when `groupSize` does not divide `channels`
 * @example groupSort(tensor([[3, 1, 2, 4]]), 2) // [[1, 3, 2, 4]]
 * @see Anil, Lucas & Grosse, "Sorting out Lipschitz function approximation", ICML 2019
 */
export function groupSort(x: Tensor, groupSize: number): Tensor {
  const channels = x.shape.at(-1) ?? 1;
  if (!Number.isInteger(groupSize) || groupSize < 1 || channels % groupSize !== 0) {
    throw invalidOption({ where: "groupSort", option: "groupSize", got: groupSize, expected: `a divisor of ${channels} channels` });
  }
  if (groupSize === 1) return clone(x);
  if (getKernel(GROUP_SORT, engine().backendName) === undefined) return composed(x, groupSize);
  return runKernel(GROUP_SORT, { x }, { groupSize });
}

/** For engines whose memory JavaScript cannot reach: equal numbers keep their order in the gradient, and where NaN goes is up to the engine. */
export function composed(x: Tensor, groupSize: number): Tensor {
  return tidy(() => reshape(neg(topk(neg(reshape(x, [-1, groupSize])), groupSize).values), x.shape));
}
