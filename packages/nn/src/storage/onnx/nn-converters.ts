import { unsupported } from "@surenet/tensor-backend";
import { ELU } from "../../layers/activations/elu.ts";
import { GELU } from "../../layers/activations/gelu.ts";
import { Identity } from "../../layers/activations/identity.ts";
import { LeakyReLU } from "../../layers/activations/leaky-relu.ts";
import { ReLU } from "../../layers/activations/relu.ts";
import { SELU } from "../../layers/activations/selu.ts";
import { Sigmoid } from "../../layers/activations/sigmoid.ts";
import { SiLU } from "../../layers/activations/silu.ts";
import { Softmax } from "../../layers/activations/softmax.ts";
import { Softplus } from "../../layers/activations/softplus.ts";
import { Tanh } from "../../layers/activations/tanh.ts";
import { AvgPool2d } from "../../layers/avg-pool2d.ts";
import { BatchNorm } from "../../layers/batch-norm.ts";
import { Conv1d } from "../../layers/conv1d.ts";
import { Conv2d } from "../../layers/conv2d.ts";
import { Dropout } from "../../layers/dropout.ts";
import { Embedding } from "../../layers/embedding.ts";
import { Flatten } from "../../layers/flatten.ts";
import { GlobalAvgPool2d } from "../../layers/global-avg-pool2d.ts";
import { LayerNorm } from "../../layers/layer-norm.ts";
import { Linear } from "../../layers/linear.ts";
import { MaxPool2d } from "../../layers/max-pool2d.ts";
import type { Pool2d } from "../../layers/pool2d.ts";
import { Residual } from "../../layers/residual.ts";
import { Sequential } from "../../layers/sequential.ts";
import { permute } from "../torch/permute.ts";
import { type OnnxContext, type OnnxConverter, onnxConverter, onnxWeight } from "./converter.ts";

/** How the layers of this package become ONNX operations. Images stay channels last: transpositions stand around what ONNX knows channels first only. */
export const nnConverters: readonly OnnxConverter[] = [
  ...(
    [
      [ReLU, "Relu"],
      [SELU, "Selu"],
      [Sigmoid, "Sigmoid"],
      [Softplus, "Softplus"],
      [Tanh, "Tanh"],
    ] as const
  ).map(([type, op]) => onnxConverter(type, (_, { graph, input }) => graph.add(op, [input]))),
  onnxConverter(ELU, ({ alpha }, { graph, input }) => graph.add("Elu", [input], { alpha: { float: alpha } })),
  onnxConverter(LeakyReLU, ({ negativeSlope }, { graph, input }) => graph.add("LeakyRelu", [input], { alpha: { float: negativeSlope } })),
  onnxConverter(SiLU, (_, { graph, input }) => graph.add("Mul", [input, graph.add("Sigmoid", [input])])),
  onnxConverter(Softmax, ({ axis }, { graph, input }) => graph.add("Softmax", [input], { axis })),
  onnxConverter(GELU, gelu),
  onnxConverter(Identity, (_, { input }) => input),
  onnxConverter(Dropout, (_, { input }) => input),
  onnxConverter(Flatten, (_, { graph, input }) => graph.add("Flatten", [input], { axis: 1 })),
  onnxConverter(Linear, linear),
  onnxConverter(Conv1d, sequenceConvolution),
  onnxConverter(Conv2d, convolution),
  onnxConverter(Embedding, () => {
    throw unsupported({
      where: "exportOnnx",
      problem: "an embedding reads integers, and an exported model float32",
      fix: "Export what follows it.",
    });
  }),
  onnxConverter(MaxPool2d, (pool, context) => windows("MaxPool", pool, context)),
  onnxConverter(AvgPool2d, (pool, context) => windows("AveragePool", pool, context, { count_include_pad: 1 })),
  onnxConverter(GlobalAvgPool2d, (_, { graph, input }) => graph.add("ReduceMean", [input], { axes: [1, 2], keepdims: 0 })),
  onnxConverter(LayerNorm, layerNorm),
  onnxConverter(BatchNorm, batchNorm),
  onnxConverter(Residual, async ({ body }, { graph, input, convert }) => graph.add("Add", [input, await convert(body, "body", input)])),
  onnxConverter(Sequential, async ({ layers }, { input, convert }) => {
    let value = input;
    for (const [i, layer] of layers.entries()) value = await convert(layer, `layers.${i}`, value);
    return value;
  }),
];

async function linear({ weight, bias }: Linear, context: OnnxContext): Promise<string> {
  const { graph, input } = context;
  const product = graph.add("MatMul", [input, await onnxWeight(context, "weight", weight)]);
  return bias === undefined ? product : graph.add("Add", [product, await onnxWeight(context, "bias", bias)]);
}

async function convolution(layer: Conv2d, context: OnnxContext): Promise<string> {
  const { weight, bias, stride, dilation, groups } = layer;
  const { graph, path, shape } = context;
  const kernel = permute({ shape: weight.shape, data: Float32Array.from(await weight.value.data()) }, [3, 2, 0, 1]);
  const name = graph.constant(path === "" ? "weight" : `${path}.weight`, Float32Array.from(kernel.data), kernel.shape);
  const shift = bias === undefined ? [] : [await onnxWeight(context, "bias", bias)];
  return channelsFirst(context, (image) =>
    graph.add("Conv", [image, name, ...shift], { strides: stride, dilations: dilation, group: groups, pads: sides(layer, shape) }),
  );
}

async function sequenceConvolution({ weight, bias, stride, dilation, padding, kernelSize }: Conv1d, context: OnnxContext): Promise<string> {
  const { graph, path, input, shape } = context;
  const kernel = permute({ shape: weight.shape, data: Float32Array.from(await weight.value.data()) }, [2, 1, 0]);
  const name = graph.constant(path === "" ? "weight" : `${path}.weight`, Float32Array.from(kernel.data), kernel.shape);
  const shift = bias === undefined ? [] : [await onnxWeight(context, "bias", bias)];
  const reach = dilation * (kernelSize - 1) + 1;
  const length = shape[1] ?? 0;
  const total = padding === "valid" ? 0 : Math.max((Math.ceil(length / stride) - 1) * stride + reach - length, 0);
  const pads = [Math.floor(total / 2), Math.ceil(total / 2)];
  const channels = graph.add("Transpose", [input], { perm: [0, 2, 1] });
  return graph.add("Transpose", [graph.add("Conv", [channels, name, ...shift], { strides: [stride], dilations: [dilation], pads })], {
    perm: [0, 2, 1],
  });
}

/** Pixels above, left, below and right: the odd one of `"same"` goes below and to the right, as in TensorFlow. */
function sides({ padding, kernelSize, stride, dilation }: Conv2d, [, height = 0, width = 0]: readonly number[]): readonly number[] {
  if (padding === "valid") return [0, 0, 0, 0];
  if (padding !== "same") return [padding, padding, padding, padding];
  const totals = [height, width].map((size, i) => {
    const [step = 1, reach = 1] = [stride[i], (dilation[i] ?? 1) * ((kernelSize[i] ?? 1) - 1) + 1];
    return Math.max((Math.ceil(size / step) - 1) * step + reach - size, 0);
  });
  return [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))];
}

function windows(
  op: string,
  { kernelSize, stride, padding }: Pool2d,
  context: OnnxContext,
  more: { count_include_pad?: number } = {},
): string {
  const pads = [padding, padding, padding, padding];
  return channelsFirst(context, (image) => context.graph.add(op, [image], { kernel_shape: kernelSize, strides: stride, pads, ...more }));
}

/** Runs an operation that knows channels first only. */
function channelsFirst({ graph, input }: OnnxContext, operation: (image: string) => string): string {
  const image = graph.add("Transpose", [input], { perm: [0, 3, 1, 2] });
  return graph.add("Transpose", [operation(image)], { perm: [0, 2, 3, 1] });
}

async function layerNorm({ weight, bias, eps }: LayerNorm, context: OnnxContext): Promise<string> {
  const weights = [await onnxWeight(context, "weight", weight), await onnxWeight(context, "bias", bias)];
  return context.graph.add("LayerNormalization", [context.input, ...weights], { axis: -1, epsilon: { float: eps } });
}

/** With its running statistics: `x · s + (b - mean · s)`, s = w / √(variance + ε). */
async function batchNorm({ weight, bias, runningMean, runningVariance, eps, features }: BatchNorm, context: OnnxContext): Promise<string> {
  const { graph, path, input } = context;
  const [w, b] = [await weight.value.data(), await bias.value.data()];
  const [mean, variance] = [await runningMean.variable.data(), await runningVariance.variable.data()];
  const scale = Float32Array.from(w, (value, i) => value / Math.sqrt((variance[i] ?? NaN) + eps));
  const shift = Float32Array.from(b, (value, i) => value - (mean[i] ?? NaN) * (scale[i] ?? NaN));
  const scaled = graph.add("Mul", [input, graph.constant(`${path}.scale`, scale, [features])]);
  return graph.add("Add", [scaled, graph.constant(`${path}.shift`, shift, [features])]);
}

function gelu({ approximate }: GELU, { graph, path, input }: OnnxContext): string {
  const number = (name: string, value: number): string => graph.constant(`${path}.${name}`, Float32Array.of(value), []);
  const half = number("half", 0.5);
  const curve = (): string => {
    if (approximate === "none") return graph.add("Erf", [graph.add("Mul", [input, number("slope", Math.SQRT1_2)])]);
    const cubic = graph.add("Add", [graph.add("Mul", [graph.add("Mul", [input, input]), number("cubic", 0.044715)]), number("one", 1)]);
    return graph.add("Tanh", [graph.add("Mul", [graph.add("Mul", [input, number("slope", Math.sqrt(2 / Math.PI))]), cubic])]);
  };
  return graph.add("Mul", [graph.add("Mul", [input, half]), graph.add("Add", [curve(), number("unit", 1)])]);
}
