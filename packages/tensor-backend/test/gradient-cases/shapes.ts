import {
  type Tensor, type Tensor1D, argMax, argMin, broadcastTo, cast, clone, concat, cumsum, diag, expandDims, gather, gatherND, max, mean, min, mirrorPad, mul, oneHot, pad,
  prod, reshape, reverse, scatterND, slice, softmax, split, square, stack, stridedSlice, sub, sum, tensor, tile, topk, transpose, unsortedSegmentSum, unstack,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { groupSort } from "../../src/ops/group-sort.ts";
import { pickedLogSoftmax } from "../../src/ops/picked-log-softmax.ts";
import { standardise } from "../../src/ops/standardise.ts";
import { type GradientCase, cube, distinct, integers, matrix, of, run, values } from "./gradient-case.ts";

const distinctCube = (): [Tensor] => [distinct([2, 3, 4])];
const distinctVector = (): [Tensor] => [distinct([5])];
const twoMatrices = (): [Tensor, Tensor] => [values([3, 4]), values([3, 4], -1, 1)];

export const shapeCases: readonly GradientCase[] = [
  of("Sum", cube, (a) => sum(a, [0, 2])),
  of("Sum, keeping the axis", matrix, (a) => mul(a, sum(a, -1, true))),
  of("Sum, everything", matrix, (a) => sum(a)),
  of("Mean", cube, (a) => mean(a, 1)),
  of("Mean, keeping axes", cube, (a) => sub(a, mean(a, [0, 1], true))),
  of("Max", distinctCube, (a) => max(a, 1)),
  of("Max, keeping the axis", distinctCube, (a) => sub(a, max(a, -1, true))),
  of("Min", distinctCube, (a) => min(a, [0, 2])),
  of("Prod", cube, (a) => prod(a, 1)),
  of("Prod, with zeros and several axes", () => [values([2, 4])], (a) => prod(mul(a, tensor([1, 0, 1, 1])), [0, 1])), // prettier-ignore
  of("Cumsum, first axis", () => [values([3, 3])], (a) => cumsum(a, 0)), // prettier-ignore
  of("Cumsum, exclusive and reversed", matrix, (a) => cumsum(a, 1, true, true)),
  of("Softmax", matrix, (a) => softmax(a)),
  of("LogSoftmax", matrix, (logits) => run("LogSoftmax", { logits }, { axis: -1 })),
  of("SurenetPickedLogSoftmax", matrix, (a) => pickedLogSoftmax(a, integers([2, 0, 3]))),
  of("SurenetPickedLogSoftmax, a row without a pick", matrix, (a) => pickedLogSoftmax(a, integers([2, -1, 3]))),
  of("SurenetPickedLogSoftmax, as a kernel", matrix, (x) =>
    run("SurenetPickedLogSoftmax", { x, indices: integers([3, 3, -1]) }, { slope: false }),
  ),
  of("SurenetPickedLogSoftmaxGradient", () => [values([3]), values([3, 4])], (dy, x) =>
    run("SurenetPickedLogSoftmaxGradient", { dy, x, indices: integers([1, -1, 3]) }, {}),
  ), // prettier-ignore
  of("SurenetStandardise", () => [values([2, 5])], (x) => standardise(x, 0.1)), // prettier-ignore
  of("SurenetStandardiseGradient", () => [values([2, 5]), values([2, 5], -1, 1)], (dy, x) => run("SurenetStandardiseGradient", { dy, x }, { eps: 0.1 })), // prettier-ignore
  of("ArgMax", distinctVector, (a) => gather(square(a), argMax(a, 0) as Tensor1D)),
  of("ArgMin", distinctVector, (a) => gather(square(a), argMin(a, 0) as Tensor1D)),
  of("OneHot", distinctVector, (a) => mul(a, oneHot(argMax(a, 0), 5))),

  of("Identity", matrix, (a) => clone(a)),
  of("Cast", () => [values([3, 4], -2.4, 2.4)], (a) => mul(a, cast(cast(a, "int32"), "float32"))), // prettier-ignore
  of("Reshape", matrix, (a) => reshape(a, [2, 6])),
  of("ExpandDims", matrix, (a) => expandDims(a, 1)),
  of("BroadcastTo", matrix, (x) => run("BroadcastTo", { x }, { shape: [5, 3, 4], inputShape: [3, 4] })),
  of("Tile", matrix, (a) => tile(a, [2, 3])),
  of("Tile, five axes", () => [values([1, 2, 1, 2, 2])], (a) => tile(a, [2, 1, 3, 2, 1])), // prettier-ignore
  of("Tile, as a broadcast", matrix, (a) => broadcastTo(a, [5, 3, 4])),
  of("Transpose", cube, (a) => transpose(a, [2, 0, 1])),
  of("Reverse", matrix, (a) => reverse(a, 1)),
  of("Diag", () => [values([4])], (a) => diag(a)), // prettier-ignore
  of("Slice", matrix, (a) => slice(a, [1, 0], [-1, 2])),
  of("StridedSlice", matrix, (a) => stridedSlice(a, [0, 3], [3, -5], [2, -1])),
  of("PadV2", matrix, (a) => pad(a, [[1, 2], [0, 1]], 0.5)), // prettier-ignore
  of("MirrorPad", matrix, (a) => mirrorPad(a, [[1, 2], [2, 0]], "reflect")), // prettier-ignore
  of("MirrorPad, symmetric", matrix, (a) => mirrorPad(a, [[1, 2], [2, 0]], "symmetric")), // prettier-ignore
  of("Concat", () => [values([3, 4]), values([3, 2], -1, 1)], (a, b) => concat([a, b], -1)), // prettier-ignore
  of("Pack", twoMatrices, (a, b) => stack([a, b], 1)),
  of("SplitV", matrix, (a) => split(a, [1, 3], 1)[1] ?? a),
  of("SplitV, one part", matrix, (a) => split(a, 1, 0)[0] ?? a),
  of("Unpack", matrix, (a) => unstack(a, 1)[2] ?? a),

  of("GatherV2, rows, one of them twice", matrix, (a) => gather(a, integers([0, 2, 2]))),
  of("GatherV2, another axis and indices of rank 2", () => [values([2, 4, 3])], (a) => gather(a, integers([3, 0, 3, 1], [2, 2]), 1)), // prettier-ignore
  of("GatherV2, a batch axis", () => [values([2, 4])], (a) => gather(a, integers([3, 0, 3, 1], [2, 2]), 1, 1)), // prettier-ignore
  of("GatherV2, the last axis", matrix, (a) => gather(a, integers([3, 1]), -1)),
  of("GatherNd", matrix, (a) => gatherND(a, integers([0, 1, 2, 2, 0, 1], [3, 2]))),
  of("ScatterNd", matrix, (a) => scatterND(integers([4, 0, 2], [3, 1]), a, [6, 4])),
  of("UnsortedSegmentSum", matrix, (a) => unsortedSegmentSum(a, integers([1, 0, 1]), 3)),
  of("UnsortedSegmentSum, a dropped row", matrix, (a) => unsortedSegmentSum(a, integers([1, -1, 1]), 2)),
  of("TopK", () => [distinct([2, 6])], (a) => topk(a, 3).values), // prettier-ignore
  of("SurenetGroupSort", () => [distinct([3, 6])], (a) => groupSort(a, 6)), // prettier-ignore
  of("SurenetGroupSort, pairs", () => [distinct([3, 6])], (a) => groupSort(a, 2)), // prettier-ignore
  of("SurenetGroupPermute", matrix, (v) => run("SurenetGroupPermute", { x: distinct([3, 4]), v }, { groupSize: 4 })),
  of("SurenetGroupRestore", matrix, (v) => run("SurenetGroupRestore", { x: distinct([3, 4]), v }, { groupSize: 4 })),
];
