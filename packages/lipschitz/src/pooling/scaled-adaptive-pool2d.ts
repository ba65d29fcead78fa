import { type Tensor, matMul, mean, mul, reshape, square, sum, tensor, tidy, transpose } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { checkImages, type JsonObject, type Pair, readConfig, type Size, sizePair } from "@surenet/nn";
import { imageShape } from "../certify/image-shape.ts";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";
import { safeRoot } from "./safe-norm.ts";
import { imageWindows } from "./window-pool.ts";

/**
 * Averages images down to a fixed size, scaled to be kCoefLip-Lipschitz: `y = k c_h c_w Σ x / √n` over windows of n pixels from ⌊i·h/o⌋ to ⌈(i + 1)·h/o⌉.
 *
 * Where the output's size divides the image's, windows do not overlap and c = 1, so that a 1 by 1 output is the mean times √(h w). Otherwise neighbours share a row, and
 * `c = 1/√‖A Aᵀ‖_∞` for each side's matrix A. (The reference takes 1 by 1 only, against its documents.)
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new ScaledAdaptiveAvgPool2d(1).forward(ones([1, 3, 3, 2])) // [[[[3, 3]]]]: mean 1, times √9
 */
export class ScaledAdaptiveAvgPool2d extends LipschitzModule {
  static readonly id: string = "lipschitz.ScaledAdaptiveAvgPool2d";
  readonly outputSize: Pair;

  constructor(outputSize: Size, options: LipschitzOptions = {}) {
    checkOptions("ScaledAdaptiveAvgPool2d", options, ["kCoefLip"]);
    super(options);
    this.outputSize = sizePair("ScaledAdaptiveAvgPool2d", "outputSize", outputSize);
  }

  static fromJSON(config: JsonObject): ScaledAdaptiveAvgPool2d {
    const { outputSize, kCoefLip } = readConfig("lipschitz.ScaledAdaptiveAvgPool2d", config, { outputSize: "numbers", kCoefLip: "number" });
    return new ScaledAdaptiveAvgPool2d(outputSize as Pair, { kCoefLip }); // which checks the length
  }

  override config(): JsonObject {
    return { outputSize: this.outputSize, kCoefLip: this.kCoefLip };
  }

  forward(x: Tensor): Tensor {
    checkImages("ScaledAdaptiveAvgPool2d.forward", x);
    const [batch, height, width, channels] = x.shape;
    const [rows, columns] = this.outputSize;
    return tidy(() => {
      if (rows * columns === 1) return this.scaled(mul(mean(x, [1, 2], true), Math.sqrt(height * width)));
      const across = matMul(sideMatrix(width, columns), reshape(x, [batch * height, width, channels]));
      const turned = transpose(reshape(across, [batch, height, columns, channels]), [0, 2, 1, 3]);
      const down = matMul(sideMatrix(height, rows), reshape(turned, [batch * columns, height, channels]));
      return this.scaled(transpose(reshape(down, [batch, columns, rows, channels]), [0, 2, 1, 3]));
    });
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const [height, width, channels] = imageShape("ScaledAdaptiveAvgPool2d", shape);
    const [rows, columns] = this.outputSize;
    const spans = [adaptiveSpans(height, rows), adaptiveSpans(width, columns)] as const;
    const weights = [sideWeights(height, rows), sideWeights(width, columns)] as const;
    const factors = Float64Array.from(
      { length: rows * columns * channels },
      (_, i) => (weights[0][Math.floor(i / (columns * channels))] ?? NaN) * (weights[1][Math.floor(i / channels) % columns] ?? NaN),
    );
    const windows = imageWindows([height, width, channels], spans);
    return { ops: this.scaledOp({ op: "windowSum", windows, factors }), shape: [rows, columns, channels] };
  }
}

/** `[1, outputs, size]`: the matrix that pools one side. */
function sideMatrix(size: number, outputs: number): Tensor {
  const weights = sideWeights(size, outputs);
  const entries = new Float32Array(outputs * size);
  adaptiveSpans(size, outputs).forEach(([from, to], i) => entries.fill(weights[i] ?? NaN, i * size + from, i * size + to));
  return tensor(entries, [1, outputs, size]);
}

/** What each output's pixels are multiplied by: `c / √n`. */
function sideWeights(size: number, outputs: number): number[] {
  const spans = adaptiveSpans(size, outputs);
  const own = spans.map(([from, to]) => 1 / Math.sqrt(to - from));
  const loads = Array.from({ length: size }, (_, j) =>
    spans.reduce((load, [from, to], i) => (j >= from && j < to ? load + (own[i] ?? NaN) : load), 0),
  );
  const rowSums = spans.map(([from, to], i) => (own[i] ?? NaN) * loads.slice(from, to).reduce((a, b) => a + b, 0)); // of A Aᵀ
  const factor = 1 / Math.sqrt(Math.max(...rowSums));
  return own.map((weight) => weight * factor);
}

function adaptiveSpans(size: number, outputs: number): Pair[] {
  return Array.from({ length: outputs }, (_, i) => [Math.floor((i * size) / outputs), Math.ceil(((i + 1) * size) / outputs)] as const);
}

export interface ScaledAdaptativeL2NormPool2dOptions extends LipschitzOptions {
  /** Only one number a channel, as in the reference. */
  readonly outputSize?: readonly [1, 1];
}

/**
 * The 2-norm of each channel: `[batch, height, width, channels]` to `[batch, 1, 1, channels]`; `y = k √(Σ x²)`, gradient 0 for a channel of zeros.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new ScaledAdaptativeL2NormPool2d().forward(ones([1, 3, 3, 2])) // [[[[3, 3]]]] = √9
 */
export class ScaledAdaptativeL2NormPool2d extends LipschitzModule {
  static readonly id: string = "lipschitz.ScaledAdaptativeL2NormPool2d";

  constructor(options: ScaledAdaptativeL2NormPool2dOptions = {}) {
    const where = "ScaledAdaptativeL2NormPool2d";
    checkOptions(where, options, ["outputSize", "kCoefLip"]);
    super(options);
    const { outputSize = [1, 1] } = options;
    if (!Array.isArray(outputSize) || outputSize.join() !== "1,1")
      throw invalidOption({
        where,
        option: "outputSize",
        got: outputSize,
        expected: "[1, 1]",
        fix: "Use ScaledL2NormPool2d for larger outputs.",
      });
  }

  static fromJSON(config: JsonObject): ScaledAdaptativeL2NormPool2d {
    return new ScaledAdaptativeL2NormPool2d(readConfig("lipschitz.ScaledAdaptativeL2NormPool2d", config, { kCoefLip: "number" }));
  }

  override config(): JsonObject {
    return { kCoefLip: this.kCoefLip };
  }

  forward(x: Tensor): Tensor {
    checkImages("ScaledAdaptativeL2NormPool2d.forward", x);
    return tidy(() => this.scaled(safeRoot(sum(square(x), [1, 2], true))));
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const [height, width, channels] = imageShape("ScaledAdaptativeL2NormPool2d", shape);
    const windows = imageWindows([height, width, channels], [[[0, height]], [[0, width]]]);
    return { ops: this.scaledOp({ op: "windowNorm", windows, factors: new Float64Array(channels).fill(1) }), shape: [1, 1, channels] };
  }
}
