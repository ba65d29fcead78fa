import { type Tensor, type Tensor4D, add, concat, conv2d as convolve, split, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption } from "@surenet/tensor-backend";
import { kaimingUniform } from "../init/kaiming-uniform.ts";
import { type JsonObject, readConfig } from "../module/json.ts";
import { Module } from "../module/module.ts";
import { Parameter } from "../module/parameter.ts";
import type { TorchLayout } from "../storage/torch/torch-layout.ts";
import { type Pair, type Size, checkImages, checkWindow, sizePair } from "./image-shape.ts";
import { type Padding, checkPadding, explicitPadding } from "./padding.ts";
import { positiveInteger } from "./positive-integer.ts";
import { requiredRng } from "./required-rng.ts";

export interface ConvolutionOptions {
  readonly stride?: Size;
  readonly padding?: Padding;
  readonly dilation?: Size;
  /** Splits inputs and outputs into groups that do not see each other. */
  readonly groups?: number;
}

/**
 * Slides a kernel over images (a cross-correlation, as everywhere in deep learning).
 *
 * `y[n, i, j, o] = Σ_{u, v, c} x[n, i·s + u·d − p, j·s + v·d − p, c] · w[u, v, c, o] + b[o]`, zero outside the image
 *
 * @param x `[batch, height, width, in]`, borrowed
 * @param weight `[kernel height, kernel width, in / groups, out]`
 * @param bias `[out]`
 * @returns `[batch, ⌊(height + 2p − d(k − 1) − 1) / s⌋ + 1, …, out]`, owned by the caller
 * @throws SurenetError `E_SHAPE`
 * @example conv2d(ones([1, 3, 3, 1]), ones([2, 2, 1, 1])) // [1, 2, 2, 1], all 4
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor,
  { stride = 1, padding = 0, dilation = 1, groups = 1 }: ConvolutionOptions = {},
): Tensor {
  const [height = 1, width = 1, inputs = 1] = weight.shape;
  checkImages("conv2d", x, inputs * groups);
  const dilations = sizePair("conv2d", "dilation", dilation);
  if (padding !== "same")
    checkWindow("conv2d", x, [dilations[0] * (height - 1) + 1, dilations[1] * (width - 1) + 1], padding === "valid" ? 0 : padding);
  const strides = sizePair("conv2d", "stride", stride);
  const one = (image: Tensor, kernel: Tensor): Tensor =>
    convolve(image as Tensor4D, kernel as Tensor4D, [...strides], explicitPadding(padding), "NHWC", [...dilations]);
  return tidy(() => {
    const y = groups === 1 ? one(x, weight) : grouped(x, weight, groups, one);
    return bias === undefined ? y : add(y, bias);
  });
}

function grouped(x: Tensor, weight: Tensor, groups: number, one: (image: Tensor, kernel: Tensor) => Tensor): Tensor {
  const kernels = split(weight, groups, 3);
  return concat(
    split(x, groups, 3).map((image, i) => one(image, kernels[i] ?? weight)),
    3,
  );
}

export interface Conv2dOptions extends ConvolutionOptions {
  readonly kernelSize: Size;
  readonly rng: Rng;
  readonly bias?: boolean;
}

/**
 * {@link conv2d} as a module. Weight and bias start uniform on `±1/√(kernel height · kernel width · in / groups)`, as in torch.
 *
 * Known weakness: groups are convolved one after the other.
 *
 * @example new Conv2d(1, 16, { kernelSize: 3, padding: 1, rng }).forward(zeros([8, 28, 28, 1])) // [8, 28, 28, 16]
 */
export class Conv2d extends Module {
  static readonly id: string = "nn.Conv2d";
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
  readonly groups: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(inChannels: number, outChannels: number, options: Conv2dOptions) {
    super();
    const where = "Conv2d";
    checkOptions(where, options, ["kernelSize", "stride", "padding", "dilation", "groups", "bias", "rng"]);
    const { kernelSize, stride = 1, padding = 0, dilation = 1, groups = 1, bias = true } = options;
    const rng = requiredRng(where, options.rng);
    this.inChannels = positiveInteger(where, "inChannels", inChannels);
    this.outChannels = positiveInteger(where, "outChannels", outChannels);
    this.kernelSize = sizePair(where, "kernelSize", kernelSize);
    this.stride = sizePair(where, "stride", stride);
    this.padding = checkPadding(where, padding);
    this.dilation = sizePair(where, "dilation", dilation);
    this.groups = positiveInteger(where, "groups", groups);
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw invalidOption({ where, option: "groups", got: groups, expected: `a divisor of ${inChannels} and ${outChannels} channels` });
    }
    const shape = [...this.kernelSize, inChannels / groups, outChannels];
    const fanIn = (shape[0] ?? 1) * (shape[1] ?? 1) * (shape[2] ?? 1);
    this.weight = new Parameter(() => kaimingUniform(shape, { rng, fanIn }));
    this.bias = bias ? new Parameter(() => kaimingUniform([outChannels], { rng, fanIn })) : undefined;
  }

  static fromJSON(config: JsonObject): Conv2d {
    const { inChannels, outChannels, padding, kernelSize, stride, dilation, ...rest } = readConfig("nn.Conv2d", config, {
      inChannels: "number",
      outChannels: "number",
      kernelSize: "numbers",
      stride: "numbers",
      padding: "json",
      dilation: "numbers",
      groups: "number",
      bias: "boolean",
    });
    const sizes = { kernelSize: kernelSize as Pair, stride: stride as Pair, dilation: dilation as Pair, padding: padding as Padding };
    return new Conv2d(inChannels, outChannels, { ...rest, ...sizes, rng: createRng(0) }); // which checks the sizes
  }

  override config(): JsonObject {
    const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups } = this;
    return { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias: this.bias !== undefined };
  }

  override torchLayout(): TorchLayout {
    return { weight: { axes: [3, 2, 0, 1] } };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => conv2d(x, this.weight.value, this.bias?.value, this));
  }
}
