import { type Tensor, square, tidy } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { type JsonObject, type Module, type Pair, readConfig, type Size } from "@surenet/nn";
import { imageShape } from "../certify/image-shape.ts";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";
import { LPPool2d } from "./lp-pool2d.ts";
import { safeRoot } from "./safe-norm.ts";
import { disjointSpans, imageWindows, readWindow, type WindowPoolOptions, windowSums } from "./window-pool.ts";

/**
 * The 2-norm of each window, `y = k √(Σ x²)`, windows side by side; kCoefLip-Lipschitz by the triangle inequality in each window.
 *
 * The gradient is x / ‖x‖, and 0 for a window of zeros. (The reference over-weights windows cut by `ceilMode`.) Known weakness: it forgets signs, which costs certified
 * accuracy; a strided orthogonal patch layer keeps them.
 *
 * @throws SurenetError `E_OPTION` for overlapping windows and padding, `E_SHAPE`
 * @example new ScaledL2NormPool2d(2).forward(ones([1, 2, 2, 1])) // [[[[2]]]] = √4
 */
export class ScaledL2NormPool2d extends LipschitzModule {
  static readonly id: string = "lipschitz.ScaledL2NormPool2d";
  readonly kernelSize: Pair;
  readonly ceilMode: boolean;

  constructor(kernelSize: Size, options: WindowPoolOptions & LipschitzOptions = {}) {
    checkOptions("ScaledL2NormPool2d", options, ["stride", "padding", "ceilMode", "kCoefLip"]);
    super(options);
    this.kernelSize = readWindow("ScaledL2NormPool2d", kernelSize, options);
    this.ceilMode = options.ceilMode ?? false;
  }

  static fromJSON(config: JsonObject): ScaledL2NormPool2d {
    const { kernelSize, ...rest } = readConfig("lipschitz.ScaledL2NormPool2d", config, {
      kernelSize: "numbers",
      ceilMode: "boolean",
      kCoefLip: "number",
    });
    return new ScaledL2NormPool2d(kernelSize as Pair, rest); // which checks the length
  }

  override config(): JsonObject {
    return { kernelSize: this.kernelSize, ceilMode: this.ceilMode, kCoefLip: this.kCoefLip };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => this.scaled(safeRoot(windowSums(square(x), this.kernelSize, this.ceilMode))));
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const [height, width, channels] = imageShape("ScaledL2NormPool2d", shape);
    const spans = [
      disjointSpans(height, this.kernelSize[0], this.ceilMode),
      disjointSpans(width, this.kernelSize[1], this.ceilMode),
    ] as const;
    const windows = imageWindows([height, width, channels], spans);
    const factors = new Float64Array(windows.offsets.length - 1).fill(1);
    return { ops: this.scaledOp({ op: "windowNorm", windows, factors }), shape: [spans[0].length, spans[1].length, channels] };
  }

  /** {@link LPPool2d}; the layer itself when it scales. */
  override vanillaExport(): Module {
    return this.kCoefLip === 1 ? new LPPool2d(this.kernelSize, { ceilMode: this.ceilMode }) : this;
  }
}
