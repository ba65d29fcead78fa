import { type Tensor, mul, tidy } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { type JsonObject, type Pair, readConfig, type Size } from "@surenet/nn";
import { imageShape } from "../certify/image-shape.ts";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";
import { disjointSpans, imageWindows, perWindow, readWindow, type WindowPoolOptions, windowSizes, windowSums } from "./window-pool.ts";

export interface ScaledAvgPool2dOptions extends WindowPoolOptions, LipschitzOptions {
  /** Accepted for the reference's sake and without effect: the scale undoes any divisor. */
  readonly divisorOverride?: number | null;
  /** Accepted and without effect: there is no padding. */
  readonly countIncludePad?: boolean;
}

/**
 * The mean of each window of n pixels, times √n: `y = k Σ x / √n`, windows side by side.
 *
 * `(1, …, 1)/√n` is a unit vector, so the layer is kCoefLip-Lipschitz and no smaller factor would do. (The reference scales a cut window, or one with
 * another divisor, by the full window's factor, and breaks its bound.)
 *
 * @throws SurenetError `E_OPTION` for overlapping windows and padding, `E_SHAPE`
 * @example new ScaledAvgPool2d(2).forward(ones([1, 2, 2, 1])) // [[[[2]]]]: mean 1, times √4
 */
export class ScaledAvgPool2d extends LipschitzModule {
  static readonly id: string = "lipschitz.ScaledAvgPool2d";
  readonly kernelSize: Pair;
  readonly ceilMode: boolean;

  constructor(kernelSize: Size, options: ScaledAvgPool2dOptions = {}) {
    checkOptions("ScaledAvgPool2d", options, ["stride", "padding", "ceilMode", "divisorOverride", "countIncludePad", "kCoefLip"]);
    super(options);
    this.kernelSize = readWindow("ScaledAvgPool2d", kernelSize, options);
    this.ceilMode = options.ceilMode ?? false;
  }

  static fromJSON(config: JsonObject): ScaledAvgPool2d {
    const { kernelSize, ...rest } = readConfig("lipschitz.ScaledAvgPool2d", config, {
      kernelSize: "numbers",
      ceilMode: "boolean",
      kCoefLip: "number",
    });
    return new ScaledAvgPool2d(kernelSize as Pair, rest); // which checks the length
  }

  override config(): JsonObject {
    return { kernelSize: this.kernelSize, ceilMode: this.ceilMode, kCoefLip: this.kCoefLip };
  }

  forward(x: Tensor): Tensor {
    const { kernelSize, ceilMode } = this;
    return tidy(() => {
      const sums = windowSums(x, kernelSize, ceilMode);
      const { rows, columns, sizes } = windowSizes([x.shape[1] ?? 1, x.shape[2] ?? 1], kernelSize, ceilMode);
      return this.scaled(mul(sums, perWindow(sizes.map((size) => 1 / Math.sqrt(size)), rows, columns))); // prettier-ignore
    });
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const [height, width, channels] = imageShape("ScaledAvgPool2d", shape);
    const spans = [
      disjointSpans(height, this.kernelSize[0], this.ceilMode),
      disjointSpans(width, this.kernelSize[1], this.ceilMode),
    ] as const;
    const windows = imageWindows([height, width, channels], spans);
    const factors = Float64Array.from(
      { length: windows.offsets.length - 1 },
      (_, i) => 1 / Math.sqrt((windows.offsets[i + 1] as number) - (windows.offsets[i] as number)),
    );
    return { ops: this.scaledOp({ op: "windowSum", windows, factors }), shape: [spans[0].length, spans[1].length, channels] };
  }
}
