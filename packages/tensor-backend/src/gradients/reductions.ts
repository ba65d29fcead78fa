import {
  Cumsum, type CumsumAttrs, type GradConfig, Max, type MaxAttrs, Mean, type MeanAttrs, Min, type MinAttrs, Prod, type ProdAttrs,
  Sum, type SumAttrs, type Tensor, backend_util, broadcastTo, cast, cumprod, cumsum, div, engine, equal, expandDims, eye,
  mul, onesLike, prod, reshape, transpose, util, where,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { ruleWithOutput, unary } from "./rule.ts";

type Axis = number | number[];

/** Gradients of reductions and scans. Every element that ties for `max` or `min` receives the whole gradient, as in TensorFlow.js. */
export const reductions: readonly GradConfig[] = [
  unary(Sum, (dy, x, { axis }: SumAttrs) => spread(dy, x, axis)),
  unary(Mean, (dy, x, { axis }: MeanAttrs) => spread(div(dy, x.size / dy.size), x, axis)),
  ruleWithOutput(Max, ["x"], (dy, { x, output }, { reductionIndices }: MaxAttrs) => ({ x: () => toTies(dy, x, output, reductionIndices) })),
  ruleWithOutput(Min, ["x"], (dy, { x, output }, { axis }: MinAttrs) => ({ x: () => toTies(dy, x, output, axis) })),
  unary(Prod, (dy, x, { axis }: ProdAttrs) => mul(keepingDims(dy, x, axis), productOfOthers(x, axis))),
  unary(Cumsum, (dy, _, { axis, exclusive, reverse }: CumsumAttrs) => cumsum(dy, axis, exclusive, !reverse)),
];

/** Repeats a reduced gradient along the axes that the reduction removed. */
function spread(dy: Tensor, x: Tensor, axis: Axis): Tensor {
  return broadcastTo(keepingDims(dy, x, axis), x.shape);
}

function toTies(dy: Tensor, x: Tensor, extremum: Tensor, axis: Axis): Tensor {
  return mul(keepingDims(dy, x, axis), cast(equal(x, keepingDims(extremum, x, axis)), "float32"));
}

/** A reduced tensor with ones in place of the axes that were reduced. */
function keepingDims(reduced: Tensor, x: Tensor, axis: Axis): Tensor {
  const axes = util.parseAxisParam(axis, x.shape);
  return reshape(reduced, x.shape.map((side, i) => (axes.includes(i) ? 1 : side))); // prettier-ignore
}

/**
 * For every element the product of all others along the reduced axes; right also where some are zero.
 *
 * Two running products when this is the last derivative asked for. `cumprod` itself cannot be differentiated, so while a tape records, the
 * product is taken over an `n × n` table with ones on its diagonal: `n` times the memory.
 */
function productOfOthers(x: Tensor, axis: Axis): Tensor {
  const axes = util.parseAxisParam(axis, x.shape);
  const permutation = [...x.shape.keys()].filter((i) => !axes.includes(i)).concat(axes);
  const moved = transpose(x, permutation);
  const n = axes.reduce((product, i) => product * (x.shape[i] ?? 1), 1);
  const rows = reshape(moved, [-1, n]);
  const others = engine().isTapeOn()
    ? prod(where(cast(eye(n), "bool"), onesLike(expandDims(rows, 1)), expandDims(rows, 1)), 2)
    : mul(cumprod(rows, 1, true, false), cumprod(rows, 1, true, true));
  return transpose(reshape(others, moved.shape), backend_util.getUndoAxesPermutation(permutation));
}
