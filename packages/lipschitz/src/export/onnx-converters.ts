import { type Module, type OnnxContext, type OnnxConverter, onnxConverter } from "@surenet/nn";
import { unsupported } from "@surenet/tensor-backend";
import { GroupSort } from "../activations/group-sort.ts";
import { HouseHolder } from "../activations/house-holder.ts";
import { LPReLU } from "../activations/lp-relu.ts";
import { MaxMin } from "../activations/max-min.ts";
import { ConvTranspose2d } from "../convolution/conv-transpose2d.ts";
import { PadConv1d } from "../convolution/pad-conv1d.ts";
import { PadConv2d } from "../convolution/pad-conv2d.ts";
import { SymmetricPad } from "../convolution/symmetric-pad.ts";
import { LipschitzModule } from "../module/lipschitz-module.ts";
import { Sequential } from "../module/sequential.ts";
import { BatchCentering, BatchLipNorm } from "../normalisation/batch-lip-norm.ts";
import { LayerCentering } from "../normalisation/layer-centering.ts";
import { ScaleBiasLayer } from "../normalisation/scale-bias-layer.ts";
import { LPPool2d } from "../pooling/lp-pool2d.ts";
import { LipResidual } from "../residual/lip-residual.ts";
import { PixelShuffle, PixelUnshuffle } from "../sampling/pixel-shuffle.ts";
import { loweredToOnnx } from "./lowered-to-onnx.ts";

/**
 * How the layers of this package become ONNX operations; with them, `exportOnnx` of @surenet/nn writes a model, or what `vanillaExport` gives of it. Activations have
 * short forms; every other layer is written as the plain ops that its certificate is about.
 *
 * @example await exportOnnx(await vanillaExport(model, { inputShape }), { inputShape, converters: lipschitzConverters })
 */
export const lipschitzConverters: readonly OnnxConverter[] = [
  onnxConverter(GroupSort, groupSort),
  onnxConverter(MaxMin, maxMin),
  onnxConverter(LPReLU, lpRelu),
  onnxConverter(HouseHolder, houseHolder),
  onnxConverter(PixelShuffle, ({ upscaleFactor: r }, context) => pixels(context, r, true)),
  onnxConverter(PixelUnshuffle, ({ downscaleFactor: r }, context) => pixels(context, r, false)),
  onnxConverter(LPPool2d, lpPool),
  onnxConverter(Sequential, async ({ layers }, { input, convert }) => {
    let value = input;
    for (const [i, layer] of layers.entries()) value = await convert(layer, `layers.${i}`, value);
    return value;
  }),
  ...[
    BatchCentering,
    BatchLipNorm,
    ConvTranspose2d,
    LayerCentering,
    LipResidual,
    PadConv1d,
    PadConv2d,
    ScaleBiasLayer,
    SymmetricPad,
    LipschitzModule,
  ].map((type) => onnxConverter<Module>(type, loweredToOnnx)),
];

/** Each group in a row of its own, sorted by TopK of all its elements. */
function groupSort({ groupSize, axis, kCoefLip }: GroupSort, context: OnnxContext): string {
  const { graph, input, shape } = context;
  const [channels, sides] = [shape.at(-1) ?? 1, shape.slice(1, -1)];
  lastAxisOnly("GroupSort", axis, shape);
  const size = groupSize === "all" || groupSize > channels ? channels : groupSize;
  const grouped = graph.add("Reshape", [input, graph.integers([-1, ...sides, channels / size, size])]);
  const sorted = graph.add("TopK", [grouped, graph.integers([size])], { axis: -1, largest: 0, sorted: 1 }, 2);
  return scaled(graph.add("Reshape", [sorted, graph.integers([-1, ...shape.slice(1)])]), kCoefLip, context);
}

function maxMin({ axis, kCoefLip }: MaxMin, context: OnnxContext): string {
  const { graph, input, shape } = context;
  lastAxisOnly("MaxMin", axis, shape);
  const parts = [graph.add("Relu", [input]), graph.add("Relu", [graph.add("Neg", [input])])];
  return scaled(graph.add("Concat", parts, { axis: -1 }), kCoefLip, context);
}

/** `p relu(x) - s relu(-x)`, p = min(1, k), s the clamped slopes. */
async function lpRelu({ weight, kCoefLip }: LPReLU, context: OnnxContext): Promise<string> {
  const { graph, input, path } = context;
  const slopes = Float32Array.from(await weight.value.data(), (slope) => Math.min(Math.max(slope, -kCoefLip), kCoefLip));
  const positive = scaled(graph.add("Relu", [input]), Math.min(1, kCoefLip), context);
  const negative = graph.add("Relu", [graph.add("Neg", [input])]);
  return graph.add("Sub", [positive, graph.add("Mul", [negative, graph.constant(`${path}.slopes`, slopes, [slopes.length])])]);
}

/** `(a - 2 relu(a s - b c) s, b + 2 relu(a s - b c) c)`, s and c the sine and cosine of half the angle. */
async function houseHolder({ theta, channels, kCoefLip }: HouseHolder, context: OnnxContext): Promise<string> {
  const { graph, input, path } = context;
  const angles = await theta.value.data();
  const constant = (name: string, f: (angle: number) => number): string =>
    graph.constant(
      `${path}.${name}`,
      Float32Array.from(angles, (angle) => f(angle / 2)),
      [angles.length],
    );
  const [sine, cosine] = [constant("sine", Math.sin), constant("cosine", Math.cos)];
  const axes = graph.integers([-1]);
  const half = (from: number, to: number): string => graph.add("Slice", [input, graph.integers([from]), graph.integers([to]), axes]);
  const [a, b] = [half(0, channels / 2), half(channels / 2, channels)];
  const height = graph.add("Sub", [graph.add("Mul", [a, sine]), graph.add("Mul", [b, cosine])]);
  const reach = graph.add("Mul", [graph.add("Relu", [height]), graph.constant(`${path}.two`, Float32Array.of(2), [])]);
  const parts = [graph.add("Sub", [a, graph.add("Mul", [reach, sine])]), graph.add("Add", [b, graph.add("Mul", [reach, cosine])])];
  return scaled(graph.add("Concat", parts, { axis: -1 }), kCoefLip, context);
}

/** Blocks of r by r pixels to channels, or back. */
function pixels({ graph, input, shape }: OnnxContext, r: number, isShuffle: boolean): string {
  const [, height = 1, width = 1, channels = 1] = shape;
  const reshape = (value: string, sides: readonly number[]): string => graph.add("Reshape", [value, graph.integers([-1, ...sides])]);
  if (isShuffle) {
    const deep = channels / (r * r);
    const blocks = graph.add("Transpose", [reshape(input, [height, width, deep, r, r])], { perm: [0, 1, 4, 2, 5, 3] });
    return reshape(blocks, [height * r, width * r, deep]);
  }
  const blocks = graph.add("Transpose", [reshape(input, [height / r, r, width / r, r, channels])], { perm: [0, 1, 3, 5, 2, 4] });
  return reshape(blocks, [height / r, width / r, channels * r * r]);
}

/** The root of the mean of squares times the window's size. */
function lpPool({ kernelSize, ceilMode }: LPPool2d, { graph, input, path }: OnnxContext): string {
  if (ceilMode)
    throw unsupported({ where: "exportOnnx", problem: "LPPool2d with ceilMode has no converter", fix: "Pad the image to whole windows." });
  const squares = graph.add("Transpose", [graph.add("Mul", [input, input])], { perm: [0, 3, 1, 2] });
  const means = graph.add("AveragePool", [squares], { kernel_shape: kernelSize, strides: kernelSize });
  const area = graph.constant(`${path}.area`, Float32Array.of(kernelSize[0] * kernelSize[1]), []);
  return graph.add("Transpose", [graph.add("Sqrt", [graph.add("Mul", [means, area])])], { perm: [0, 2, 3, 1] });
}

function scaled(value: string, factor: number, { graph, path }: OnnxContext): string {
  return factor === 1 ? value : graph.add("Mul", [value, graph.constant(`${path}.k`, Float32Array.of(factor), [])]);
}

function lastAxisOnly(name: string, axis: number, shape: readonly number[]): void {
  if (axis !== -1 && axis !== shape.length - 1)
    throw unsupported({ where: "exportOnnx", problem: `${name} along axis ${axis} has no converter`, fix: "Use the last axis." });
}
