import { type Tensor, reshape, tidy } from "@tensorflow/tfjs-core";
import { paddingSources } from "@surenet/checker";
import { checkOptions, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { checkImages, type JsonObject, Module, readConfig } from "@surenet/nn";
import { axisGather } from "../certify/axis-gather.ts";
import type { Lowered } from "../certify/lowered.ts";
import { type AxisPadding, padImages } from "./pad-images.ts";

export interface SymmetricPadOptions {
  /** For sequences `[batch, length, channels]` instead of images. */
  readonly onedim?: boolean;
}

/**
 * Mirrors images at their borders, border pixels included: `1 2 3` with two pixels becomes `2 1 1 2 3 3 2`.
 *
 * Known weakness: pixels are copied, so the Lipschitz constant is √2 for each padded side, and more where the padding exceeds half of it; a 1-Lipschitz convolution accounts for that, this layer alone does not.
 *
 * @param pad pixels on every side, or of height and of width
 * @throws SurenetError `E_OPTION`; `E_SHAPE` when an image is smaller than the padding
 * @example new SymmetricPad(1).forward(zeros([1, 3, 3, 1])) // [1, 5, 5, 1]
 */
export class SymmetricPad extends Module {
  static readonly id: string = "lipschitz.SymmetricPad";
  readonly pad: readonly [height: number, width: number];
  readonly onedim: boolean;

  constructor(pad: number | readonly number[], options: SymmetricPadOptions = {}) {
    super();
    checkOptions("SymmetricPad", options, ["onedim"]);
    const { onedim = false } = options;
    const pixels = typeof pad === "number" ? (onedim ? [pad] : [pad, pad]) : pad;
    const [first = -1, second = 0] = pixels;
    if (pixels.length !== (onedim ? 1 : 2) || !pixels.every((count) => Number.isSafeInteger(count) && count >= 0)) {
      const expected = onedim ? "an integer >= 0" : "an integer >= 0, or [height, width]";
      throw invalidOption({ where: "SymmetricPad", option: "pad", got: pad, expected });
    }
    this.pad = onedim ? [0, first] : [first, second];
    this.onedim = onedim;
  }

  static fromJSON(config: JsonObject): SymmetricPad {
    const { pad, onedim } = readConfig("lipschitz.SymmetricPad", config, { pad: "numbers", onedim: "boolean" });
    return new SymmetricPad(onedim ? pad.slice(1) : pad, { onedim });
  }

  override config(): JsonObject {
    return { pad: this.pad, onedim: this.onedim };
  }

  forward(x: Tensor): Tensor {
    if (!this.onedim) checkImages("SymmetricPad.forward", x);
    else if (x.rank !== 3) throw shapeMismatch({ where: "SymmetricPad.forward", expected: "[batch, length, channels]", got: x.shape });
    const [height, width] = this.pad.map((pixels): AxisPadding => [pixels, pixels]) as [AxisPadding, AxisPadding];
    const [batch = 1, length = 1, channels = 1] = x.shape;
    return tidy(() => {
      const images = this.onedim ? reshape(x, [batch, 1, length, channels]) : x;
      const padded = padImages(images, [height, width], "symmetric");
      return this.onedim ? reshape(padded, [batch, padded.shape[2] ?? 1, channels]) : padded;
    });
  }

  async lower(shape: readonly number[]): Promise<Lowered> {
    const pads = this.onedim ? [this.pad[1]] : [...this.pad];
    const axes = [...pads, 0].map((pixels, i) => paddingSources(shape[i] ?? 1, [pixels, pixels], "symmetric"));
    return axisGather(shape, axes);
  }
}
