import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { weights } from "@surenet/testing";
import { groupSort } from "../src/ops/group-sort.ts";

export interface GradientCase {
  /** The kernel whose rule is tried. */
  readonly kernel: string;
  readonly f: (...inputs: Tensor[]) => Tensor;
  readonly inputs: () => Tensor[];
  /** What the case is about, when a kernel has several. */
  readonly about?: string;
}

/** Values without pattern in (low, high), away from kinks at multiples of 0.5. */
function values(shape: number[], low = -2, high = 2): Tensor {
  const count = shape.reduce((product, side) => product * side, 1);
  const raw = weights(count + 3).slice(3);
  return tf.tensor(
    raw.map((w) => awayFromKinks(low + ((w + 1) / 2) * (high - low))),
    shape,
  );
}

function awayFromKinks(v: number): number {
  const nearest = Math.round(2 * v) / 2;
  return Math.abs(v - nearest) < 0.06 ? nearest + 0.06 + Math.abs(v - nearest) / 2 : v;
}

/** Values that differ from each other by at least 0.1, so that finite differences never change an order. */
function distinct(shape: number[]): Tensor {
  const count = shape.reduce((product, side) => product * side, 1);
  return tf.tensor(
    Array.from({ length: count }, (_, i) => ((i * 7) % count) * 0.1 - count * 0.05 + 0.03),
    shape,
  );
}

const ints = (array: number[], shape: number[] = [array.length]): tf.Tensor1D => tf.tensor<tf.Rank>(array, shape, "int32") as tf.Tensor1D;
const halves = (): Tensor => tf.tensor([0.5, -1, 1.5, -0.5, 0.5, 1, -1.5, 0.5, -0.5, 1, -1, 0.5], [3, 4]);
const small = (): Tensor[] => [values([3, 4])];
const positive = (): Tensor[] => [values([3, 4], 0.3, 2)];
const inside = (): Tensor[] => [values([3, 4], -0.8, 0.8)];
const two = (): Tensor[] => [values([3, 4]), values([4], -1.5, 1.7)];
const image = (): Tensor => values([2, 5, 6, 2], -1, 1);

const of = (kernel: string, f: GradientCase["f"], inputs: GradientCase["inputs"] = small, about = ""): GradientCase => ({
  kernel,
  f,
  inputs,
  about,
});

/** One or more small functions for every kernel of `differentiableOps()`. */
export const gradientCases: readonly GradientCase[] = [
  of("Add", tf.add, two),
  of(
    "AddN",
    (a, b) => tf.addN([a, b, a] as Tensor[]),
    () => [values([3, 4]), values([3, 4], 0, 1)],
  ),
  of("Sub", tf.sub, two),
  of("Multiply", tf.mul, two),
  of("RealDiv", tf.div, () => [values([3, 4]), values([4], 0.4, 2)]),
  of(
    "FloorDiv",
    (a, b) => tf.mul(a, tf.floorDiv(a, b as Tensor)),
    () => [values([3, 4]), values([4], 0.7, 0.9)],
  ),
  of("Mod", tf.mod, () => [values([3, 4], 0.1, 0.4), values([4], 0.6, 0.9)]),
  of("Pow", tf.pow, () => [values([3, 4], 0.4, 2), values([4], -1, 2)], "positive base"),
  of("Pow", (a) => tf.pow(a, 3), small, "constant exponent, any base"),
  of("SquaredDifference", tf.squaredDifference, two),
  of("Maximum", tf.maximum, () => [distinct([3, 4]), tf.tensor([-0.32, 0.18, -0.02, 0.28])]),
  of("Minimum", tf.minimum, () => [distinct([3, 4]), tf.tensor([-0.32, 0.18, -0.02, 0.28])]),
  of("Abs", tf.abs),
  of("Neg", tf.neg),
  of("Square", tf.square),
  of("Sqrt", tf.sqrt, positive),
  of("Rsqrt", tf.rsqrt, positive),
  of("Reciprocal", tf.reciprocal, positive),
  of("Exp", tf.exp),
  of("Expm1", tf.expm1),
  of("Log", tf.log, positive),
  of("Log1p", tf.log1p, positive),
  of("Erf", tf.erf),
  of("ClipByValue", (a) => tf.clipByValue(a, -1, 1)),
  ...[tf.ceil, tf.floor, tf.round, tf.sign, tf.step].map((op) => of(capitalised(op.name), (a) => tf.mul(a, op(a)))),
  ...[tf.isNaN, tf.isInf, tf.isFinite].map((op) => of(capitalised(op.name).replace("NaN", "Nan"), (a) => tf.where(op(a), a, tf.square(a)))),
  of("OnesLike", (a) => tf.mul(a, tf.onesLike(a))),
  of("ZerosLike", (a) => tf.add(a, tf.zerosLike(a))),

  ...[tf.sin, tf.cos, tf.tan, tf.sinh, tf.cosh, tf.atan, tf.asinh].map((op) =>
    of(capitalised(op.name), op, () => [values([3, 4], -1.2, 1.2)]),
  ),
  of("Asin", tf.asin, inside),
  of("Acos", tf.acos, inside),
  of("Atanh", tf.atanh, inside),
  of("Acosh", tf.acosh, () => [values([5], 1.4, 3)]),
  of("Atan2", tf.atan2, () => [values([3, 4], 0.5, 1.5), values([4], -1.5, 1.5)]),

  of("Tanh", tf.tanh),
  of("Sigmoid", tf.sigmoid),
  of("Softplus", tf.softplus),
  of("Relu", tf.relu),
  of("Relu6", (a) => tf.relu6(tf.mul(a, 4))),
  of("LeakyRelu", (a) => tf.leakyRelu(a, 0.1)),
  of("Elu", tf.elu),
  of("Selu", tf.selu),
  of("Prelu", tf.prelu, () => [values([3, 4]), values([4], 0.1, 0.4)]),

  ...[tf.equal, tf.notEqual, tf.greater, tf.greaterEqual, tf.less, tf.lessEqual].map((op) =>
    of(
      capitalised(op.name),
      (a, b) => tf.where(op(a, b as Tensor), tf.sin(a), tf.mul(a, b as Tensor)),
      () => [values([3, 4]), halves()],
    ),
  ),
  ...[tf.logicalAnd, tf.logicalOr].map((op) =>
    of(
      capitalised(op.name),
      (a, b) => tf.where(op(tf.greater(a, 0), tf.greater(b as Tensor, 0)), tf.sin(a), tf.mul(a, b as Tensor)),
      () => [values([3, 4]), halves()],
    ),
  ),
  of("LogicalNot", (a) => tf.where(tf.logicalNot(tf.greater(a, 0)), tf.sin(a), a)),
  of("Select", (a, b) => tf.where(tf.tensor([1, 0, 1, 1], [4], "bool"), a, b as Tensor), two, "broadcasting"),
  of(
    "ArgMax",
    (a) => tf.gather(tf.square(a), tf.argMax(a, 0) as tf.Tensor1D),
    () => [distinct([5])],
  ),
  of(
    "ArgMin",
    (a) => tf.gather(tf.square(a), tf.argMin(a, 0) as tf.Tensor1D),
    () => [distinct([5])],
  ),
  of(
    "OneHot",
    (a) => tf.mul(a, tf.oneHot(tf.argMax(a, 0), 5)),
    () => [distinct([5])],
  ),

  of(
    "Sum",
    (a) => tf.sum(a, [0, 2]),
    () => [values([2, 3, 4])],
  ),
  of("Sum", (a) => tf.mul(a, tf.sum(a, -1, true)), small, "keeping the axis"),
  of("Sum", (a) => tf.sum(a), small, "everything"),
  of(
    "Mean",
    (a) => tf.mean(a, 1),
    () => [values([2, 3, 4])],
  ),
  of(
    "Mean",
    (a) => tf.sub(a, tf.mean(a, [0, 1], true)),
    () => [values([2, 3, 4])],
    "keeping axes",
  ),
  of(
    "Max",
    (a) => tf.max(a, 1),
    () => [distinct([2, 3, 4])],
  ),
  of(
    "Max",
    (a) => tf.sub(a, tf.max(a, -1, true)),
    () => [distinct([2, 3, 4])],
    "keeping the axis",
  ),
  of(
    "Min",
    (a) => tf.min(a, [0, 2]),
    () => [distinct([2, 3, 4])],
  ),
  of(
    "Prod",
    (a) => tf.prod(a, 1),
    () => [values([2, 3, 4])],
  ),
  of(
    "Prod",
    (a) => tf.prod(tf.mul(a, tf.tensor([1, 0, 1, 1])), [0, 1]),
    () => [values([2, 4])],
    "with zeros, several axes",
  ),
  of(
    "Cumsum",
    (a) => tf.cumsum(a, 0),
    () => [values([3, 3])],
    "first axis",
  ),
  of("Cumsum", (a) => tf.cumsum(a, 1, true, true), small, "exclusive, reversed"),
  of("Softmax", (a) => tf.softmax(a)),
  of("LogSoftmax", (a) => run("LogSoftmax", { logits: a }, { axis: -1 })),

  of(
    "BatchMatMul",
    (a, b) => tf.matMul(a, b as Tensor),
    () => [values([3, 4]), values([4, 2])],
  ),
  of(
    "BatchMatMul",
    (a, b) => tf.matMul(a, b as Tensor, true, false),
    () => [values([4, 3]), values([4, 2])],
    "Aᵀ·B",
  ),
  of(
    "BatchMatMul",
    (a, b) => tf.matMul(a, b as Tensor, false, true),
    () => [values([3, 4]), values([2, 4])],
    "A·Bᵀ",
  ),
  of(
    "BatchMatMul",
    (a, b) => tf.matMul(a, b as Tensor, true, true),
    () => [values([4, 3]), values([2, 4])],
    "Aᵀ·Bᵀ",
  ),
  of(
    "BatchMatMul",
    (a, b) => tf.matMul(a, b as Tensor),
    () => [values([2, 3, 4]), values([4, 2])],
    "batch times matrix",
  ),
  of(
    "BatchMatMul",
    (a, b) => tf.matMul(a, b as Tensor, true, true),
    () => [values([4, 3]), values([2, 2, 4])],
    "matrix times batch, transposed",
  ),
  of(
    "BatchMatMul",
    (a, b) => tf.matMul(a, b as Tensor),
    () => [values([2, 1, 3, 4]), values([3, 4, 2])],
    "broadcast batches",
  ),
  of(
    "Einsum",
    (a, b) => tf.einsum("bij,jk->bki", a, b as Tensor),
    () => [values([2, 3, 4]), values([4, 2])],
  ),
  of(
    "Einsum",
    (a) => tf.einsum("ijk->kj", a),
    () => [values([2, 3, 4])],
    "one operand, an axis summed away",
  ),
  of(
    "Einsum",
    (a, b) => tf.einsum("bi,bj->b", a, b as Tensor),
    () => [values([2, 3]), values([2, 4])],
    "axes summed in one operand",
  ),

  of(
    "Conv2D",
    (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, "same"),
    () => [image(), values([3, 3, 2, 3], -1, 1)],
  ),
  of(
    "Conv2D",
    (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, [2, 1], "valid"),
    () => [image(), values([3, 2, 2, 3], -1, 1)],
    "strides",
  ),
  of(
    "Conv2D",
    (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 1),
    () => [image(), values([3, 3, 2, 2], -1, 1)],
    "padding as a number",
  ),
  of(
    "Conv2D",
    (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, "same", "NHWC", [2, 1]),
    () => [image(), values([3, 3, 2, 3], -1, 1)],
    "dilated",
  ),
  of(
    "Conv2D",
    (x, f) => tf.conv1d(x as tf.Tensor3D, f as tf.Tensor3D, 1, "same"),
    () => [values([2, 5, 3], -1, 1), values([3, 3, 2], -1, 1)],
    "one dimension",
  ),
  of(
    "Conv2DBackpropInput",
    (x, f) => tf.conv2dTranspose(x as tf.Tensor4D, f as tf.Tensor4D, [2, 10, 12, 3], 2, "same"),
    () => [image(), values([3, 3, 3, 2], -1, 1)],
  ),
  of(
    "Conv2DBackpropFilter",
    (x, dy) =>
      run("Conv2DBackpropFilter", { x, dy: dy as Tensor }, { strides: 2, pad: "same", dataFormat: "NHWC", filterShape: [3, 3, 2, 3] }),
    () => [image(), values([2, 3, 3, 3], -1, 1)],
  ),
  of(
    "DepthwiseConv2dNative",
    (x, f) => tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, "same"),
    () => [image(), values([3, 3, 2, 2], -1, 1)],
  ),
  of(
    "DepthwiseConv2dNative",
    (x, f) => tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, 2, "valid"),
    () => [image(), values([3, 2, 2, 1], -1, 1)],
    "strides",
  ),
  of(
    "DepthwiseConv2dNative",
    (x, f) => tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, "same", "NHWC", 2),
    () => [image(), values([2, 2, 2, 2], -1, 1)],
    "dilated",
  ),
  of(
    "DepthwiseConv2dNativeBackpropInput",
    (dy, f) =>
      run(
        "DepthwiseConv2dNativeBackpropInput",
        { dy, filter: f as Tensor },
        { strides: 1, pad: "same", dilations: 1, inputShape: [2, 5, 6, 1] },
      ),
    () => [image(), values([3, 3, 1, 2], -1, 1)],
  ),
  of(
    "DepthwiseConv2dNativeBackpropFilter",
    (x, dy) =>
      run(
        "DepthwiseConv2dNativeBackpropFilter",
        { x, dy: dy as Tensor },
        { strides: 2, pad: "same", dilations: 1, filterShape: [3, 3, 2, 1] },
      ),
    () => [image(), values([2, 3, 3, 2], -1, 1)],
  ),

  of(
    "AvgPool",
    (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "same"),
    () => [image()],
  ),
  of(
    "AvgPool",
    (x) => tf.avgPool(x as tf.Tensor4D, [3, 2], 1, "valid"),
    () => [image()],
    "overlapping",
  ),
  of(
    "AvgPoolGrad",
    (x) => run("AvgPoolGrad", { dy: x, input: tf.zeros([2, 9, 12, 2]) }, { filterSize: 2, strides: 2, pad: "same" }),
    () => [image()],
  ),
  of(
    "MaxPool",
    (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "same"),
    () => [distinct([2, 5, 6, 2])],
  ),
  of(
    "MaxPool",
    (x) => tf.maxPool(tf.sub(x, 20) as tf.Tensor4D, 3, 2, "same"),
    () => [distinct([2, 5, 6, 2])],
    "all negative",
  ),
  of(
    "MaxPool",
    (x) => tf.maxPool(x as tf.Tensor4D, [3, 2], 1, "valid"),
    () => [distinct([2, 5, 6, 2])],
    "overlapping",
  ),
  of(
    "MaxPoolGrad",
    (dy, x) =>
      run(
        "MaxPoolGrad",
        { dy, input: x as Tensor, output: tf.maxPool(x as tf.Tensor4D, 2, 2, "valid") },
        { filterSize: 2, strides: 2, pad: "valid" },
      ),
    () => [values([1, 2, 2, 2]), distinct([1, 4, 4, 2])],
  ),

  of("Identity", tf.clone),
  of(
    "Cast",
    (a) => tf.mul(a, tf.cast(tf.cast(a, "int32"), "float32")),
    () => [values([3, 4], -2.4, 2.4)],
  ),
  of("Reshape", (a) => tf.reshape(a, [2, 6])),
  of("ExpandDims", (a) => tf.expandDims(a, 1)),
  of("BroadcastTo", (a) => tf.broadcastTo(a, [5, 3, 4])),
  of("Tile", (a) => tf.tile(a, [2, 3])),
  of(
    "Tile",
    (a) => tf.tile(a, [2, 1, 3, 2, 1]),
    () => [values([1, 2, 1, 2, 2])],
    "five axes",
  ),
  of(
    "Transpose",
    (a) => tf.transpose(a, [2, 0, 1]),
    () => [values([2, 3, 4])],
  ),
  of("Reverse", (a) => tf.reverse(a, 1)),
  of("Diag", tf.diag, () => [values([4])]),
  of("Slice", (a) => tf.slice(a, [1, 0], [-1, 2])),
  of("StridedSlice", (a) => tf.stridedSlice(a, [0, 3], [3, -5], [2, -1])),
  of("PadV2", (a) => tf.pad(a, [[1, 2], [0, 1]], 0.5)), // prettier-ignore
  of("MirrorPad", (a) => tf.mirrorPad(a, [[1, 2], [2, 0]], "reflect")), // prettier-ignore
  of("MirrorPad", (a) => tf.mirrorPad(a, [[1, 2], [2, 0]], "symmetric"), small, "symmetric"), // prettier-ignore
  of(
    "Concat",
    (a, b) => tf.concat([a, b as Tensor], -1),
    () => [values([3, 4]), values([3, 2], -1, 1)],
  ),
  of(
    "Pack",
    (a, b) => tf.stack([a, b as Tensor], 1),
    () => [values([3, 4]), values([3, 4], -1, 1)],
  ),
  of("SplitV", (a) => tf.split(a, [1, 3], 1)[1] as Tensor),
  of("SplitV", (a) => tf.split(a, 1, 0)[0] as Tensor, small, "one part"),
  of("Unpack", (a) => tf.unstack(a, 1)[2] as Tensor),

  of("GatherV2", (a) => tf.gather(a, ints([0, 2, 2])), small, "rows, one twice"),
  of(
    "GatherV2",
    (a) => tf.gather(a, ints([3, 0, 3, 1], [2, 2]), 1),
    () => [values([2, 4, 3])],
    "another axis, indices of rank 2",
  ),
  of(
    "GatherV2",
    (a) => tf.gather(a, ints([3, 0, 3, 1], [2, 2]), 1, 1),
    () => [values([2, 4])],
    "a batch axis",
  ),
  of("GatherNd", (a) => tf.gatherND(a, ints([0, 1, 2, 2, 0, 1], [3, 2]))),
  of("ScatterNd", (a) => tf.scatterND(ints([4, 0, 2], [3, 1]), a, [6, 4])),
  of("UnsortedSegmentSum", (a) => tf.unsortedSegmentSum(a, ints([1, 0, 1]), 3)),
  of("UnsortedSegmentSum", (a) => tf.unsortedSegmentSum(a, ints([1, -1, 1]), 2), small, "a dropped row"),
  of(
    "SurenetGroupSort",
    (a) => groupSort(a, 2),
    () => [distinct([3, 6])],
    "pairs",
  ),
  of(
    "SurenetGroupSort",
    (a) => groupSort(a, 6),
    () => [distinct([3, 6])],
  ),
  of("SurenetGroupPermute", (v) => run("SurenetGroupPermute", { x: distinct([3, 4]), v }, { groupSize: 4 })),
  of("SurenetGroupRestore", (v) => run("SurenetGroupRestore", { x: distinct([3, 4]), v }, { groupSize: 4 })),
  of(
    "TopK",
    (a) => tf.topk(a, 3).values,
    () => [distinct([2, 6])],
  ),
];

function run(kernel: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap): Tensor {
  return tf.engine().runKernel<Tensor>(kernel, inputs, attrs);
}

/** `greaterEqual__op` → `GreaterEqual`. */
function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replace(/_.*/, "");
}
