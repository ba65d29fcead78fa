import { Tensor, reshape } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { Conv2d, GlobalAvgPool2d, type JsonObject, type Module, positiveInteger, readConfig, ReLU, Sequential } from "@surenet/nn";
import type { RootOutputs } from "../tree/outputs.ts";
import { type RootInputs, RootNode } from "./root-node.ts";

export interface ImageRootOptions {
  readonly rng: Rng;
  readonly height: number;
  readonly width: number;
  /** Colours of a pixel. */
  readonly channels?: number;
  /** Channels after each convolution, which halves the image. */
  readonly widths?: readonly number[];
  readonly kernelSize?: number;
}

/**
 * Images to one vector: convolutions that halve the sides, each with a ReLU, and the mean over what is left of the image.
 *
 * @param x `[batch, height, width, channels]`, or flat `[batch, height · width · channels]`
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new ImageRoot(64, { height: 28, width: 28, rng }).forward(images) // [batch, 64]
 */
export class ImageRoot extends RootNode {
  static readonly id: string = "cortex.ImageRoot";
  readonly outDim: number;
  readonly imageShape: readonly [height: number, width: number, channels: number];
  readonly widths: readonly number[];
  readonly kernelSize: number;
  readonly encoder: Sequential;

  constructor(outDim: number, options: ImageRootOptions) {
    super();
    const where = "ImageRoot";
    checkOptions(where, options, ["rng", "height", "width", "channels", "widths", "kernelSize"]);
    const { rng, height, width, channels = 1, widths = [16, 32], kernelSize = 3 } = options;
    this.outDim = positiveInteger(where, "outDim", outDim);
    this.imageShape = [
      positiveInteger(where, "height", height),
      positiveInteger(where, "width", width),
      positiveInteger(where, "channels", channels),
    ];
    if (!Array.isArray(widths)) throw invalidOption({ where, option: "widths", got: widths, expected: "a list of channels" });
    this.widths = [...widths];
    this.kernelSize = kernelSize;
    const layers: Module[] = [];
    let from = channels;
    for (const to of [...widths, outDim]) {
      layers.push(new Conv2d(from, to, { kernelSize, stride: 2, padding: "same", rng }), new ReLU());
      from = to;
    }
    this.encoder = new Sequential([...layers, new GlobalAvgPool2d()]);
  }

  static fromJSON(config: JsonObject): ImageRoot {
    const fields = { outDim: "number", imageShape: "numbers", widths: "numbers", kernelSize: "number" } as const;
    const { outDim, imageShape, ...rest } = readConfig("cortex.ImageRoot", config, fields);
    const [height = 0, width = 0, channels = 0] = imageShape;
    return new ImageRoot(outDim, { ...rest, height, width, channels, rng: createRng(0) });
  }

  override config(): JsonObject {
    const { outDim, imageShape, widths, kernelSize } = this;
    return { outDim, imageShape, widths, kernelSize };
  }

  protected outputs(x: RootInputs): RootOutputs {
    const pixels = this.imageShape.reduce((product, side) => product * side, 1);
    if (!(x instanceof Tensor) || (x.shape.slice(1).join() !== this.imageShape.join() && x.shape.slice(1).join() !== String(pixels)))
      throw shapeMismatch({ where: "ImageRoot", expected: `[batch, ${this.imageShape.join(", ")}] or [batch, ${pixels}]`, got: x instanceof Tensor ? x.shape : "texts or tokens" }); // prettier-ignore
    const images = reshape(x, [x.shape[0] ?? 0, ...this.imageShape]);
    return { rootFeatures: this.encoder.forward(images) };
  }
}
