import { type Tensor, reshape } from "@tensorflow/tfjs-core";
import {
  type ConvolutionOptions,
  type JsonObject,
  type Padding,
  type Pair,
  type Size,
  conv2d,
  positiveInteger,
  sizePair,
} from "@surenet/nn";
import { checkOptions, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { GAUSSIAN_OPTIONS, GaussianLayer, type GaussianOptions } from "./gaussian-layer.ts";
import { readGaussianConfig } from "./read-gaussian-config.ts";

export interface GaussianConv2dOptions extends GaussianOptions, Omit<ConvolutionOptions, "groups"> {
  readonly kernelSize: Size;
}

/**
 * A convolution of images `[batch, height, width, in]` with a Gaussian kernel `[height, width, in, out]` and bias.
 *
 * Local reparameterisation draws each output position on its own when the covariance is diagonal (right for every position, without the correlation that
 * positions have through the kernel they share); with the other covariances a row of the batch has one draw of the kernel for all its positions.
 *
 * Known weakness: no groups; shared samples and flipout convolve sample by sample.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_UNSUPPORTED`
 * @see Shridhar, Laumann & Liwicki 2019 for local reparameterisation of convolutions
 * @example new GaussianConv2d(1, 8, { kernelSize: 3, padding: 1, rng }).forward(zeros([4, 28, 28, 1]), { samples: 2 }) // [2, 4, 28, 28, 8]
 */
export class GaussianConv2d extends GaussianLayer {
  static readonly id: string = "bayes.GaussianConv2d";
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;

  constructor(inChannels: number, outChannels: number, options: GaussianConv2dOptions) {
    const where = "GaussianConv2d";
    checkOptions(where, options, [...GAUSSIAN_OPTIONS, "kernelSize", "stride", "padding", "dilation"]);
    const { kernelSize, stride = 1, padding = 0, dilation = 1, ...gaussian } = options;
    const sides = sizePair(where, "kernelSize", kernelSize);
    super(
      where,
      [...sides, positiveInteger(where, "inChannels", inChannels), positiveInteger(where, "outChannels", outChannels)],
      gaussian,
    );
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = sides;
    this.stride = sizePair(where, "stride", stride);
    if (padding !== "same" && padding !== "valid" && !(Number.isInteger(padding) && padding >= 0))
      throw invalidOption({ where, option: "padding", got: padding, expected: 'an integer >= 0, "same" or "valid"' });
    this.padding = padding;
    this.dilation = sizePair(where, "dilation", dilation);
  }

  static fromJSON(config: JsonObject): GaussianConv2d {
    const { own, gaussian } = readGaussianConfig("bayes.GaussianConv2d", config, {
      inChannels: "number",
      outChannels: "number",
      kernelSize: "numbers",
      stride: "numbers",
      padding: "json",
      dilation: "numbers",
    });
    const sizes = {
      kernelSize: own.kernelSize as Pair,
      stride: own.stride as Pair,
      dilation: own.dilation as Pair,
      padding: own.padding as Padding,
    };
    return new GaussianConv2d(own.inChannels, own.outChannels, { ...gaussian, ...sizes }); // which checks the sizes
  }

  override config(): JsonObject {
    const { inChannels, outChannels, kernelSize, stride, padding, dilation } = this;
    return { inChannels, outChannels, kernelSize, stride, padding, dilation, ...this.gaussianConfig() };
  }

  protected fold(x: Tensor, containsSamples: boolean): { rows: Tensor; lead: readonly number[] } {
    const axes = containsSamples ? 5 : 4;
    if (x.rank !== axes || x.shape.at(-1) !== this.inChannels) {
      const expected = `[${containsSamples ? "samples, " : ""}batch, height, width, ${this.inChannels}]`;
      throw shapeMismatch({ where: "GaussianConv2d.forward", expected, got: x.shape });
    }
    return { rows: containsSamples ? reshape(x, [-1, ...x.shape.slice(2)]) : x, lead: x.shape.slice(0, axes - 3) };
  }

  protected act(rows: Tensor, kernel: Tensor): Tensor {
    return conv2d(rows, kernel, undefined, { stride: this.stride, padding: this.padding, dilation: this.dilation });
  }

  protected signShapes(rows: Tensor): { input: readonly number[]; output: readonly number[] } {
    const [count = 1] = rows.shape;
    return { input: [count, 1, 1, this.inChannels], output: [count, 1, 1, this.outChannels] };
  }
}
