import { type Tensor, add, reshape, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, convSequences, createRng, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { kaimingUniform } from "../init/kaiming-uniform.ts";
import { type JsonObject, readConfig } from "../module/json.ts";
import { Module } from "../module/module.ts";
import { Parameter } from "../module/parameter.ts";
import type { TorchLayout } from "../storage/torch/torch-layout.ts";
import { conv2d } from "./conv2d.ts";
import { positiveInteger } from "./positive-integer.ts";
import { requiredRng } from "./required-rng.ts";

export interface SequenceConvolutionOptions {
  readonly stride?: number;
  /** `"same"` keeps the length at stride 1; an even kernel then has its odd zero on the right. */
  readonly padding?: "same" | "valid";
  readonly dilation?: number;
}

/**
 * Slides a kernel along sequences (a cross-correlation), channels last.
 *
 * `y[n, i, o] = Σ_{u, c} x[n, i·s + u·d − p, c] · w[u, c, o] + b[o]`, zero outside the sequence
 *
 * @param x `[batch, length, in]`, borrowed
 * @param weight `[taps, in, out]`
 * @param bias `[out]`
 * @returns `[batch, length', out]`, owned by the caller
 * @throws SurenetError `E_SHAPE`
 * @example conv1d(ones([1, 4, 1]), ones([2, 1, 1])) // [[[2], [2], [2]]]
 */
export function conv1d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor,
  { stride = 1, padding = "valid", dilation = 1 }: SequenceConvolutionOptions = {},
): Tensor {
  const [, inputs = 1] = weight.shape;
  if (x.rank !== 3 || x.shape[2] !== inputs) throw shapeMismatch({ where: "conv1d", expected: `[batch, length, ${inputs}]`, got: x.shape });
  return tidy(() => {
    const everywhere = stride === 1 && dilation === 1;
    const y = everywhere ? convSequences(x, weight, { padding }) : leaping(x, weight, { stride, padding, dilation });
    return bias === undefined ? y : add(y, bias);
  });
}

/** As a convolution of images one pixel high. */
function leaping(x: Tensor, weight: Tensor, options: Required<SequenceConvolutionOptions>): Tensor {
  const [batch = 0, length = 0, inputs = 1] = x.shape;
  // On both axes, since some engines want them alike; of an image one pixel high nothing is left out.
  const y = conv2d(reshape(x, [batch, 1, length, inputs]), reshape(weight, [1, ...weight.shape]), undefined, options);
  return reshape(y, [batch, y.shape[2] ?? 0, weight.shape[2] ?? 0]);
}

export interface Conv1dOptions extends SequenceConvolutionOptions {
  readonly kernelSize: number;
  readonly rng: Rng;
  readonly bias?: boolean;
}

/**
 * {@link conv1d} as a module. Weight and bias start uniform on `±1/√(taps · in)`, as in torch.
 *
 * @throws SurenetError `E_OPTION`
 * @example new Conv1d(4, 8, { kernelSize: 5, padding: "same", rng }).forward(zeros([2, 30, 4])) // [2, 30, 8]
 */
export class Conv1d extends Module {
  static readonly id: string = "nn.Conv1d";
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: "same" | "valid";
  readonly dilation: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(inChannels: number, outChannels: number, options: Conv1dOptions) {
    super();
    const where = "Conv1d";
    checkOptions(where, options, ["kernelSize", "stride", "padding", "dilation", "bias", "rng"]);
    const { kernelSize, stride = 1, padding = "valid", dilation = 1, bias = true } = options;
    const rng = requiredRng(where, options.rng);
    this.inChannels = positiveInteger(where, "inChannels", inChannels);
    this.outChannels = positiveInteger(where, "outChannels", outChannels);
    this.kernelSize = positiveInteger(where, "kernelSize", kernelSize);
    this.stride = positiveInteger(where, "stride", stride);
    if (padding !== "same" && padding !== "valid")
      throw invalidOption({ where, option: "padding", got: padding, expected: '"same" or "valid"' });
    this.padding = padding;
    this.dilation = positiveInteger(where, "dilation", dilation);
    const fanIn = kernelSize * inChannels;
    this.weight = new Parameter(() => kaimingUniform([kernelSize, inChannels, outChannels], { rng, fanIn }));
    this.bias = bias ? new Parameter(() => kaimingUniform([outChannels], { rng, fanIn })) : undefined;
  }

  static fromJSON(config: JsonObject): Conv1d {
    const { inChannels, outChannels, padding, ...rest } = readConfig("nn.Conv1d", config, {
      inChannels: "number",
      outChannels: "number",
      kernelSize: "number",
      stride: "number",
      padding: "string",
      dilation: "number",
      bias: "boolean",
    });
    return new Conv1d(inChannels, outChannels, { ...rest, padding: padding as "same" | "valid", rng: createRng(0) }); // which checks the padding
  }

  override config(): JsonObject {
    const { inChannels, outChannels, kernelSize, stride, padding, dilation } = this;
    return { inChannels, outChannels, kernelSize, stride, padding, dilation, bias: this.bias !== undefined };
  }

  override torchLayout(): TorchLayout {
    return { weight: { axes: [2, 1, 0] } };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => conv1d(x, this.weight.value, this.bias?.value, this));
  }
}
