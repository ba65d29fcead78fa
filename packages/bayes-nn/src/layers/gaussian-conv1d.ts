import { type Tensor, pad, reshape, squeeze, tidy } from "@tensorflow/tfjs-core";
import { type JsonObject, conv2d, positiveInteger } from "@surenet/nn";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { GAUSSIAN_OPTIONS, GaussianLayer, type GaussianOptions } from "./gaussian-layer.ts";
import { readGaussianConfig } from "./read-gaussian-config.ts";

export interface GaussianConv1dOptions extends GaussianOptions {
  readonly kernelSize: number;
  readonly stride?: number;
  /** Zeros on either side. */
  readonly padding?: number;
}

/**
 * A convolution of sequences `[batch, length, in]` with a Gaussian kernel `[kernel, in, out]` and bias; draws as in `GaussianConv2d`.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_UNSUPPORTED`
 * @example new GaussianConv1d(1, 8, { kernelSize: 5, rng }).forward(zeros([4, 100, 1]), { samples: 2 }) // [2, 4, 96, 8]
 */
export class GaussianConv1d extends GaussianLayer {
  static readonly id: string = "bayes.GaussianConv1d";
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: number;

  constructor(inChannels: number, outChannels: number, options: GaussianConv1dOptions) {
    const where = "GaussianConv1d";
    checkOptions(where, options, [...GAUSSIAN_OPTIONS, "kernelSize", "stride", "padding"]);
    const { kernelSize, stride = 1, padding = 0, ...gaussian } = options;
    positiveInteger(where, "kernelSize", kernelSize);
    super(
      where,
      [kernelSize, positiveInteger(where, "inChannels", inChannels), positiveInteger(where, "outChannels", outChannels)],
      gaussian,
    );
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = kernelSize;
    this.stride = positiveInteger(where, "stride", stride);
    this.padding = padding === 0 ? 0 : positiveInteger(where, "padding", padding);
  }

  static fromJSON(config: JsonObject): GaussianConv1d {
    const { own, gaussian } = readGaussianConfig("bayes.GaussianConv1d", config, {
      inChannels: "number",
      outChannels: "number",
      kernelSize: "number",
      stride: "number",
      padding: "number",
    });
    const { inChannels, outChannels, ...sizes } = own;
    return new GaussianConv1d(inChannels, outChannels, { ...gaussian, ...sizes });
  }

  override config(): JsonObject {
    const { inChannels, outChannels, kernelSize, stride, padding } = this;
    return { inChannels, outChannels, kernelSize, stride, padding, ...this.gaussianConfig() };
  }

  protected fold(x: Tensor, containsSamples: boolean): { rows: Tensor; lead: readonly number[] } {
    const axes = containsSamples ? 4 : 3;
    if (x.rank !== axes || x.shape.at(-1) !== this.inChannels) {
      const expected = `[${containsSamples ? "samples, " : ""}batch, length, ${this.inChannels}]`;
      throw shapeMismatch({ where: "GaussianConv1d.forward", expected, got: x.shape });
    }
    return { rows: containsSamples ? reshape(x, [-1, ...x.shape.slice(2)]) : x, lead: x.shape.slice(0, axes - 2) };
  }

  /** A convolution of images of height 1. */
  protected act(rows: Tensor, kernel: Tensor): Tensor {
    return tidy(() => {
      const padded = pad(rows, [[0, 0], [this.padding, this.padding], [0, 0]]); // prettier-ignore
      const [batch = 1, length = 1, channels = 1] = padded.shape;
      const image = reshape(padded, [batch, 1, length, channels]);
      const y = conv2d(image, reshape(kernel, [1, ...kernel.shape]), undefined, { stride: [1, this.stride] });
      return squeeze(y, [1]);
    });
  }

  protected signShapes(rows: Tensor): { input: readonly number[]; output: readonly number[] } {
    const [count = 1] = rows.shape;
    return { input: [count, 1, this.inChannels], output: [count, 1, this.outChannels] };
  }
}
