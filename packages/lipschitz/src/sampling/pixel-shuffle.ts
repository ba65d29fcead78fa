import { type Tensor, reshape, tidy, transpose } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import { checkImages, type JsonObject, Module, positiveInteger, readConfig } from "@surenet/nn";

/**
 * Blocks of r by r pixels become channels: `y[i, j, c·r² + u·r + v] = x[i·r + u, j·r + v, c]`. A permutation.
 *
 * @param x `[batch, height, width, channels]`, borrowed
 * @returns `[batch, height / r, width / r, channels·r²]`, in torch's order of channels
 * @throws SurenetError `E_SHAPE` when r does not divide the sides
 */
export function pixelUnshuffle(x: Tensor, r: number): Tensor {
  checkImages("pixelUnshuffle", x);
  const [batch, height, width, channels] = x.shape;
  if (height % r !== 0 || width % r !== 0)
    throw shapeMismatch({ where: "pixelUnshuffle", expected: `sides that ${r} divides`, got: x.shape });
  return tidy(() => {
    const blocks = reshape(x, [batch, height / r, r, width / r, r, channels]);
    return reshape(transpose(blocks, [0, 1, 3, 5, 2, 4]), [batch, height / r, width / r, channels * r * r]);
  });
}

/**
 * The way back of {@link pixelUnshuffle}.
 *
 * @returns `[batch, height·r, width·r, channels / r²]`
 * @throws SurenetError `E_SHAPE` when r² does not divide the channels
 */
export function pixelShuffle(x: Tensor, r: number): Tensor {
  checkImages("pixelShuffle", x);
  const [batch, height, width, channels] = x.shape;
  if (channels % (r * r) !== 0) throw shapeMismatch({ where: "pixelShuffle", expected: `channels that ${r * r} divides`, got: x.shape });
  return tidy(() => {
    const blocks = reshape(x, [batch, height, width, channels / (r * r), r, r]);
    return reshape(transpose(blocks, [0, 1, 4, 2, 5, 3]), [batch, height * r, width * r, channels / (r * r)]);
  });
}

/** {@link pixelUnshuffle} as a module: what `InvertibleDownSampling` exports to. */
export class PixelUnshuffle extends Module {
  static readonly id: string = "lipschitz.PixelUnshuffle";
  readonly downscaleFactor: number;

  constructor(downscaleFactor: number) {
    super();
    this.downscaleFactor = positiveInteger("PixelUnshuffle", "downscaleFactor", downscaleFactor);
  }

  static fromJSON(config: JsonObject): PixelUnshuffle {
    return new PixelUnshuffle(readConfig("lipschitz.PixelUnshuffle", config, { downscaleFactor: "number" }).downscaleFactor);
  }

  override config(): JsonObject {
    return { downscaleFactor: this.downscaleFactor };
  }

  forward(x: Tensor): Tensor {
    return pixelUnshuffle(x, this.downscaleFactor);
  }
}

/** {@link pixelShuffle} as a module: what `InvertibleUpSampling` exports to. */
export class PixelShuffle extends Module {
  static readonly id: string = "lipschitz.PixelShuffle";
  readonly upscaleFactor: number;

  constructor(upscaleFactor: number) {
    super();
    this.upscaleFactor = positiveInteger("PixelShuffle", "upscaleFactor", upscaleFactor);
  }

  static fromJSON(config: JsonObject): PixelShuffle {
    return new PixelShuffle(readConfig("lipschitz.PixelShuffle", config, { upscaleFactor: "number" }).upscaleFactor);
  }

  override config(): JsonObject {
    return { upscaleFactor: this.upscaleFactor };
  }

  forward(x: Tensor): Tensor {
    return pixelShuffle(x, this.upscaleFactor);
  }
}
