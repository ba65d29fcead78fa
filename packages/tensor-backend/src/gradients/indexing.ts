import {
  GatherNd, GatherV2, type GatherV2Attrs, type GradConfig, ScatterNd, type Tensor, type Tensor1D, TopK, UnsortedSegmentSum, add, backend_util, cast, gather, gatherND, greaterEqual,
  maximum, mul, range, reshape, scalar, transpose, unsortedSegmentSum, util, zeros,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { rule } from "./rule.ts";
import { runKernel } from "./run-kernel.ts";

/** Gradients of operations that pick elements by index: a pick's adjoint adds each gradient to the element it was picked from. */
export const indexings: readonly GradConfig[] = [
  rule(GatherV2, ["x", "indices"], (dy, { x, indices }, attrs: GatherV2Attrs) => ({
    x: () =>
      attrs.batchDims === 0
        ? addToSlices(dy, x, indices, attrs.axis)
        : scatterBack(dy, x, (positions) => runKernel(GatherV2, { x: positions, indices }, attrs)),
    indices: () => zeros(indices.shape),
  })),
  rule(GatherNd, ["params", "indices"], (dy, { params, indices }) => ({
    params: () => scatterBack(dy, params, (positions) => gatherND(positions, indices)),
    indices: () => zeros(indices.shape),
  })),
  rule(ScatterNd, ["indices"], (dy, { indices }) => ({ updates: () => gatherND(dy, indices), indices: () => zeros(indices.shape) })),
  rule(UnsortedSegmentSum, ["x", "segmentIds"], (dy, { x, segmentIds }) => ({
    x: () => {
      const kept = reshape(cast(greaterEqual(segmentIds, scalar(0, "int32")), "float32"), x.shape.map((_, i) => segmentIds.shape[i] ?? 1)); // prettier-ignore
      return mul(gather(dy, maximum(segmentIds, scalar(0, "int32"))), kept);
    },
    segmentIds: () => zeros(segmentIds.shape),
  })),
  {
    kernelName: TopK,
    inputsToSave: ["x"],
    outputsToSave: [false, true],
    gradFunc: (dys, [x, indices]) => ({ x: () => addAtRanks([dys].flat()[0] as Tensor, x as Tensor, indices as Tensor) }),
  },
];

/**
 * The gradient of any operation that only moves elements: the same movement applied to the positions `0 .. size − 1` says where each element of
 * `dy` came from, and there it is added.
 */
export function scatterBack(dy: Tensor, x: Tensor, move: (positions: Tensor) => Tensor): Tensor {
  const origins = move(reshape(range(0, x.size, 1, "int32"), x.shape));
  return reshape(unsortedSegmentSum(reshape(dy, [-1]), reshape(origins, [-1]) as Tensor1D, x.size), x.shape);
}

/** Gather's adjoint along one axis: brings that axis to the front, sums the slices of each index, and puts it back. */
function addToSlices(dy: Tensor, x: Tensor, indices: Tensor, axis: number): Tensor {
  const along = util.parseAxisParam(axis, x.shape)[0] ?? 0;
  const picked = reshape(dy, [...x.shape.slice(0, along), indices.size, ...x.shape.slice(along + 1)]);
  const toFront = [along, ...[...x.shape.keys()].filter((i) => i !== along)];
  const summed = unsortedSegmentSum(transpose(picked, toFront), reshape(indices, [-1]) as Tensor1D, x.shape[along] ?? 1);
  return transpose(summed, backend_util.getUndoAxesPermutation(toFront));
}

function addAtRanks(dy: Tensor, x: Tensor, indices: Tensor): Tensor {
  const columns = x.shape.at(-1) ?? 1;
  const rows = x.size / columns;
  const firsts = reshape(range(0, x.size, columns, "int32"), [rows, 1]);
  const positions = add(reshape(indices, [rows, -1]), firsts);
  return reshape(unsortedSegmentSum(reshape(dy, [-1]), reshape(positions, [-1]) as Tensor1D, x.size), x.shape);
}
