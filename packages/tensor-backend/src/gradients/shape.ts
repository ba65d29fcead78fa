import {
  BroadcastTo, Cast, type CastAttrs, Concat, type ConcatAttrs, Diag, ExpandDims, type GradConfig, Identity, MirrorPad, Pack, type PackAttrs, PadV2, type PadV2Attrs,
  Reshape, Reverse, type ReverseAttrs, Slice, type SliceAttrs, SplitV, type SplitVAttrs, StridedSlice, type StridedSliceAttrs, type Tensor, Tile, type TileAttrs,
  Transpose, type TransposeAttrs, Unpack, type UnpackAttrs, backend_util, clone, concat, eye, gather, mul, pad, reshape, reverse, slice, slice_util, stack, sum,
  transpose, util, zeros,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { scatterBack } from "./indexing.ts";
import { listRule, multiOutputRule, rule, sumTo, unary } from "./rule.ts";
import { runKernel } from "./run-kernel.ts";

/** Gradients of operations that move, repeat or cut elements: each is the adjoint movement. A cast to integers has the gradient zero. */
export const shapes: readonly GradConfig[] = [
  unary(Identity, (dy) => clone(dy)),
  unary(Cast, (dy, x, { dtype }: CastAttrs) => (dtype === "float32" ? clone(dy) : zeros(x.shape))),
  unary(Reshape, (dy, x) => reshape(dy, x.shape)),
  rule(ExpandDims, ["input"], (dy, { input }) => ({ input: () => reshape(dy, input.shape) })),
  unary(BroadcastTo, (dy, x) => sumTo(dy, x.shape)),
  unary(Tile, (dy, x, { reps }: TileAttrs) => sumRepeats(dy, x.shape, reps)),
  unary(Transpose, (dy, _, { perm }: TransposeAttrs) => transpose(dy, backend_util.getUndoAxesPermutation(perm))),
  unary(Reverse, (dy, _, { dims }: ReverseAttrs) => reverse(dy, dims)),
  unary(Diag, (dy, x) => reshape(sum(mul(reshape(dy, [x.size, x.size]), eye(x.size)), 1), x.shape)),

  unary(Slice, (dy, x, { begin, size }: SliceAttrs) => {
    const [from = [], length = []] = slice_util.parseSliceParams(x, begin, size);
    return pad(dy, x.shape.map((side, i) => [from[i] ?? 0, side - (from[i] ?? 0) - (length[i] ?? 0)])); // prettier-ignore
  }),
  unary(StridedSlice, (dy, x, attrs: StridedSliceAttrs) =>
    scatterBack(dy, x, (positions) => runKernel(StridedSlice, { x: positions }, attrs)),
  ),
  unary(PadV2, (dy, x, { paddings }: PadV2Attrs) => slice(dy, paddings.map(([before]) => before), x.shape)), // prettier-ignore
  unary(MirrorPad, (dy, x, attrs: object) => scatterBack(dy, x, (positions) => runKernel(MirrorPad, { x: positions }, attrs))),

  listRule(Concat, (dy, inputs, index, { axis }: ConcatAttrs) => {
    const part = inputs[index] ?? dy;
    const along = util.parseAxisParam(axis, part.shape)[0] ?? 0;
    const begin = part.shape.map(() => 0);
    begin[along] = inputs.slice(0, index).reduce((offset, before) => offset + (before.shape[along] ?? 0), 0);
    return slice(dy, begin, part.shape);
  }),
  listRule(Pack, (dy, _, index, { axis }: PackAttrs) => gather(dy, index, axis)),
  multiOutputRule(SplitV, "x", (dys, { axis }: SplitVAttrs) => concat(dys, axis)),
  multiOutputRule(Unpack, "value", (dys, { axis }: UnpackAttrs) => stack(dys, axis)),
];

/** Adds up the copies that `tile` made: axis `i` of `dy` is `reps[i]` copies of `shape[i]` elements. */
function sumRepeats(dy: Tensor, shape: number[], reps: number[]): Tensor {
  const split: number[] = [];
  const copies: number[] = [];
  shape.forEach((side, i) => {
    const count = reps[i] ?? 1;
    if (count > 1) copies.push(split.push(count) - 1);
    if (count === 1 || side !== 1) split.push(side);
  });
  return reshape(copies.length > 0 ? sum(reshape(dy, split), copies) : dy, shape);
}
