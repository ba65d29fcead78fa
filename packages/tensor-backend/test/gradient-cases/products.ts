import { type Tensor, type Tensor3D, type Tensor4D, avgPool, conv1d, conv2d, conv2dTranspose, depthwiseConv2d, einsum, matMul, maxPool, sub, zeros } from "@tensorflow/tfjs-core"; // prettier-ignore
import { convSequences } from "../../src/ops/conv-sequences.ts";
import { spikeMatMul } from "../../src/ops/spike-mat-mul.ts";
import { type GradientCase, cube, distinct, image, of, run, values } from "./gradient-case.ts";

const pair = (a: number[], b: number[]) => (): [Tensor, Tensor] => [values(a), values(b)];
const imageAnd = (shape: number[]) => (): [Tensor4D, Tensor4D] => [image() as Tensor4D, values(shape, -1, 1) as Tensor4D];
const uneven: [[0, 0], [number, number], [number, number], [0, 0]] = [[0, 0], [1, 0], [2, 1], [0, 0]]; // prettier-ignore
const oneImage = (): [Tensor4D] => [image() as Tensor4D];
const distinctImage = (): [Tensor4D] => [distinct([2, 5, 6, 2]) as Tensor4D];

export const productCases: readonly GradientCase[] = [
  of("BatchMatMul", pair([3, 4], [4, 2]), (a, b) => matMul(a, b)),
  of("BatchMatMul, Aᵀ·B", pair([4, 3], [4, 2]), (a, b) => matMul(a, b, true, false)),
  of("BatchMatMul, A·Bᵀ", pair([3, 4], [2, 4]), (a, b) => matMul(a, b, false, true)),
  of("BatchMatMul, Aᵀ·Bᵀ", pair([4, 3], [2, 4]), (a, b) => matMul(a, b, true, true)),
  of("BatchMatMul, batch times matrix", pair([2, 3, 4], [4, 2]), (a, b) => matMul(a, b)),
  of("BatchMatMul, batch times transposed matrix", pair([2, 3, 4], [2, 4]), (a, b) => matMul(a, b, false, true)),
  of("BatchMatMul, matrix times batch, both transposed", pair([4, 3], [2, 2, 4]), (a, b) => matMul(a, b, true, true)),
  of("BatchMatMul, different batches", pair([2, 1, 3, 4], [3, 4, 2]), (a, b) => matMul(a, b)),
  of("SurenetSpikeMatMul", pair([3, 4], [4, 2]), (x, w) => spikeMatMul(x, w)),
  of("Einsum", pair([2, 3, 4], [4, 2]), (a, b) => einsum("bij,jk->bki", a, b)),
  of("Einsum, one operand with an axis summed away", cube, (a) => einsum("ijk->kj", a)),
  of("Einsum, axes that one operand has alone", pair([2, 3], [2, 4]), (a, b) => einsum("bi,bj->b", a, b)),

  of("Conv2D", imageAnd([3, 3, 2, 3]), (x, f) => conv2d(x, f, 1, "same")),
  of("Conv2D, strides", imageAnd([3, 2, 2, 3]), (x, f) => conv2d(x, f, [2, 1], "valid")),
  of("Conv2D, padding as a number", imageAnd([3, 3, 2, 2]), (x, f) => conv2d(x, f, 1, 1)),
  of("Conv2D, a padding of its own on every side", imageAnd([3, 2, 2, 3]), (x, f) => conv2d(x, f, [2, 1], uneven)),
  of("Conv2D, dilated", imageAnd([3, 3, 2, 3]), (x, f) => conv2d(x, f, 1, "same", "NHWC", [2, 1])),
  of("Conv2D, one dimension", pair([2, 5, 3], [3, 3, 2]), (x, f) => conv1d(x as Tensor3D, f as Tensor3D, 1, "same")),
  of("Conv2DBackpropInput", imageAnd([3, 3, 3, 2]), (x, f) => conv2dTranspose(x, f, [2, 10, 12, 3], 2, "same")),
  of("Conv2DBackpropFilter", imageAnd([2, 3, 3, 3]), (x, dy) =>
    run("Conv2DBackpropFilter", { x, dy }, { strides: 2, pad: "same", dataFormat: "NHWC", filterShape: [3, 3, 2, 3] }),
  ),
  of("SurenetConvSequences", pair([2, 5, 3], [4, 3, 2]), (x, filter) => convSequences(x, filter, { padding: "same" })),
  of("SurenetConvSequences, none but whole windows", pair([2, 5, 3], [2, 3, 2]), (x, filter) =>
    convSequences(x, filter, { padding: "valid" }),
  ),
  of("SurenetConvSequencesInput", pair([2, 4, 2], [2, 3, 2]), (dy, filter) =>
    run("SurenetConvSequencesInput", { dy, filter }, { padding: "valid" }),
  ),
  of("SurenetConvSequencesFilter", pair([2, 5, 3], [2, 5, 2]), (x, dy) =>
    run("SurenetConvSequencesFilter", { x, dy }, { padding: "same", taps: 3 }),
  ),
  of("DepthwiseConv2dNative", imageAnd([3, 3, 2, 2]), (x, f) => depthwiseConv2d(x, f, 1, "same")),
  of("DepthwiseConv2dNative, strides", imageAnd([3, 2, 2, 1]), (x, f) => depthwiseConv2d(x, f, 2, "valid")),
  of("DepthwiseConv2dNative, a padding of its own on every side", imageAnd([3, 2, 2, 2]), (x, f) => depthwiseConv2d(x, f, 1, uneven)),
  of("DepthwiseConv2dNative, dilated", imageAnd([2, 2, 2, 2]), (x, f) => depthwiseConv2d(x, f, 1, "same", "NHWC", 2)),
  of("DepthwiseConv2dNativeBackpropInput", imageAnd([3, 3, 1, 2]), (dy, filter) =>
    run("DepthwiseConv2dNativeBackpropInput", { dy, filter }, { strides: 1, pad: "same", dilations: 1, inputShape: [2, 5, 6, 1] }),
  ),
  of("DepthwiseConv2dNativeBackpropFilter", imageAnd([2, 3, 3, 2]), (x, dy) =>
    run("DepthwiseConv2dNativeBackpropFilter", { x, dy }, { strides: 2, pad: "same", dilations: 1, filterShape: [3, 3, 2, 1] }),
  ),

  of("AvgPool", oneImage, (x) => avgPool(x, 2, 2, "same")),
  of("AvgPool, overlapping", oneImage, (x) => avgPool(x, [3, 2], 1, "valid")),
  of("AvgPool, a padding of its own on every side", oneImage, (x) => avgPool(x, 3, [2, 1], uneven)),
  of("AvgPoolGrad", oneImage, (dy) => run("AvgPoolGrad", { dy, input: zeros([2, 9, 12, 2]) }, { filterSize: 2, strides: 2, pad: "same" })),
  of("MaxPool", distinctImage, (x) => maxPool(x, 2, 2, "same")),
  of("MaxPool, all negative", distinctImage, (x) => maxPool(sub(x, 20) as Tensor4D, 3, 2, "same")),
  of("MaxPool, one pixel windows", distinctImage, (x) => maxPool(x, 1, 1, "valid")),
  of("MaxPool, overlapping", distinctImage, (x) => maxPool(x, [3, 2], 1, "valid")),
  of("MaxPool, a padding of its own on every side", distinctImage, (x) => maxPool(sub(x, 20) as Tensor4D, 3, [2, 1], uneven)),
  of("MaxPoolGrad", () => [values([1, 2, 2, 2]), distinct([1, 4, 4, 2])], (dy, input) =>
    run("MaxPoolGrad", { dy, input, output: maxPool(input as Tensor4D, 2, 2, "valid") }, { filterSize: 2, strides: 2, pad: "valid" }),
  ), // prettier-ignore
];
