import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, type Module, positiveInteger, readConfig } from "@surenet/nn";
import { imageShape } from "../certify/image-shape.ts";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";
import { PixelShuffle, pixelShuffle, PixelUnshuffle, pixelUnshuffle } from "./pixel-shuffle.ts";

/**
 * Fewer pixels, more channels, nothing lost: {@link pixelUnshuffle} times kCoefLip (which the reference ignores). It keeps distances, as no pooling does.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new InvertibleDownSampling(2).forward(zeros([1, 4, 6, 3])) // [1, 2, 3, 12]
 */
export class InvertibleDownSampling extends LipschitzModule {
  static readonly id: string = "lipschitz.InvertibleDownSampling";
  readonly kernelSize: number;

  constructor(kernelSize: number, options: LipschitzOptions = {}) {
    checkOptions("InvertibleDownSampling", options, ["kCoefLip"]);
    super(options);
    this.kernelSize = positiveInteger("InvertibleDownSampling", "kernelSize", kernelSize);
  }

  static fromJSON(config: JsonObject): InvertibleDownSampling {
    const { kernelSize, kCoefLip } = readConfig("lipschitz.InvertibleDownSampling", config, { kernelSize: "number", kCoefLip: "number" });
    return new InvertibleDownSampling(kernelSize, { kCoefLip });
  }

  override config(): JsonObject {
    return { kernelSize: this.kernelSize, kCoefLip: this.kCoefLip };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => this.scaled(pixelUnshuffle(x, this.kernelSize)));
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const [height, width, channels] = imageShape("InvertibleDownSampling", shape);
    const r = this.kernelSize;
    if (height % r !== 0 || width % r !== 0) throw shapeMismatch({ where: "certify", expected: `sides that ${r} divides`, got: shape });
    const sources = unshuffledSources([height, width, channels], r);
    return { ops: this.scaledOp({ op: "gather", sources }), shape: [height / r, width / r, channels * r * r] };
  }

  /** {@link PixelUnshuffle}; the layer itself when it scales. */
  override vanillaExport(): Module {
    return this.kCoefLip === 1 ? new PixelUnshuffle(this.kernelSize) : this;
  }
}

/**
 * Fewer channels, more pixels: {@link pixelShuffle} times kCoefLip (which the reference ignores).
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new InvertibleUpSampling(2).forward(zeros([1, 2, 3, 12])) // [1, 4, 6, 3]
 */
export class InvertibleUpSampling extends LipschitzModule {
  static readonly id: string = "lipschitz.InvertibleUpSampling";
  readonly kernelSize: number;

  constructor(kernelSize: number, options: LipschitzOptions = {}) {
    checkOptions("InvertibleUpSampling", options, ["kCoefLip"]);
    super(options);
    this.kernelSize = positiveInteger("InvertibleUpSampling", "kernelSize", kernelSize);
  }

  static fromJSON(config: JsonObject): InvertibleUpSampling {
    const { kernelSize, kCoefLip } = readConfig("lipschitz.InvertibleUpSampling", config, { kernelSize: "number", kCoefLip: "number" });
    return new InvertibleUpSampling(kernelSize, { kCoefLip });
  }

  override config(): JsonObject {
    return { kernelSize: this.kernelSize, kCoefLip: this.kCoefLip };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => this.scaled(pixelShuffle(x, this.kernelSize)));
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const [height, width, channels] = imageShape("InvertibleUpSampling", shape);
    const r = this.kernelSize;
    if (channels % (r * r) !== 0) throw shapeMismatch({ where: "certify", expected: `channels that ${r * r} divides`, got: shape });
    const result = [height * r, width * r, channels / (r * r)] as const;
    const sources = new Int32Array(height * width * channels);
    unshuffledSources(result, r).forEach((from, at) => (sources[from] = at)); // the inverse permutation
    return { ops: this.scaledOp({ op: "gather", sources }), shape: result };
  }

  /** {@link PixelShuffle}; the layer itself when it scales. */
  override vanillaExport(): Module {
    return this.kCoefLip === 1 ? new PixelShuffle(this.kernelSize) : this;
  }
}

/** For every entry of the unshuffled image the entry of the image. */
function unshuffledSources([height, width, channels]: readonly [number, number, number], r: number): Int32Array {
  const [columns, deep] = [width / r, channels * r * r];
  return Int32Array.from({ length: height * width * channels }, (_, at) => {
    const [pixel, channel] = [Math.floor(at / deep), at % deep];
    const [i, j] = [Math.floor(pixel / columns), pixel % columns];
    const [c, u, v] = [Math.floor(channel / (r * r)), Math.floor(channel / r) % r, channel % r];
    return ((i * r + u) * width + j * r + v) * channels + c;
  });
}
