import { type Tensor, concat, matMul, pad, reshape, slice, tensor, tidy, zeros, add } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption, orthogonalMatrix } from "@surenet/tensor-backend";
import { checkImages, type JsonObject, Parameter, positiveInteger, readConfig, stiefel } from "@surenet/nn";
import { imageShape } from "../certify/image-shape.ts";
import { lowerKernel } from "../certify/lower-convolution.ts";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";
import { Scale } from "../parametrisations/scale.ts";
import { readGeometry } from "./geometry.ts";

export interface ShiftConv2dOptions extends LipschitzOptions {
  readonly rng: Rng;
  readonly bias?: boolean;
}

/** The neighbours that the four groups of channels move to. */
const DIRECTIONS = [[-1, 0], [1, 0], [0, -1], [0, 1]] as const; // prettier-ignore

/**
 * A spatial layer without a spatial kernel: four groups of channels move by one pixel each, up, down, left, right, zeros following, then an orthogonal matrix mixes
 * the channels of each pixel.
 *
 * `y = shift(x) · (k Q) + b`. A shift drops pixels and moves the rest: norm 1. The channels that four does not divide stay where they are.
 *
 * @throws SurenetError `E_OPTION` for fewer than four input channels
 * @example new ShiftConv2d(16, 16, { rng }).forward(zeros([8, 14, 14, 16])) // [8, 14, 14, 16]
 * @see Wu et al. 2018, "Shift"; LipNeXt 2026 for the orthogonal form
 */
export class ShiftConv2d extends LipschitzModule {
  static readonly id: string = "lipschitz.ShiftConv2d";
  readonly inChannels: number;
  readonly outChannels: number;
  /** `[in, out]`, on the Stiefel manifold. */
  readonly weight: Parameter;
  /** Starts at zero. */
  readonly bias: Parameter | undefined;
  readonly #scale: Scale;

  constructor(inChannels: number, outChannels: number, options: ShiftConv2dOptions) {
    const where = "ShiftConv2d";
    checkOptions(where, options, ["rng", "bias", "kCoefLip"]);
    super(options);
    const { rng, bias = true, kCoefLip = 1 } = options;
    if (positiveInteger(where, "inChannels", inChannels) < 4)
      throw invalidOption({ where, option: "inChannels", got: inChannels, expected: "4 or more, one channel a direction" });
    this.inChannels = inChannels;
    this.outChannels = positiveInteger(where, "outChannels", outChannels);
    this.#scale = new Scale(kCoefLip);
    this.weight = new Parameter(() => tensor(orthogonalMatrix(inChannels, outChannels, rng), [inChannels, outChannels]), {
      manifold: stiefel(),
      parametrisations: [this.#scale],
    });
    this.bias = bias ? new Parameter(() => zeros([outChannels])) : undefined;
  }

  static fromJSON(config: JsonObject): ShiftConv2d {
    const fields = { inChannels: "number", outChannels: "number", bias: "boolean", kCoefLip: "number" } as const;
    const { inChannels, outChannels, ...rest } = readConfig("lipschitz.ShiftConv2d", config, fields);
    return new ShiftConv2d(inChannels, outChannels, { ...rest, rng: createRng(0) });
  }

  override config(): JsonObject {
    return { inChannels: this.inChannels, outChannels: this.outChannels, bias: this.bias !== undefined, kCoefLip: this.kCoefLip };
  }

  override setKCoefLip(kCoefLip: number): void {
    super.setKCoefLip(kCoefLip);
    this.#scale.factor = kCoefLip;
    this.weight.touch();
  }

  forward(x: Tensor): Tensor {
    checkImages("ShiftConv2d.forward", x, this.inChannels);
    const [batch, height, width, channels] = x.shape;
    return tidy(() => {
      const moved = shift(x);
      const y = reshape(matMul(reshape(moved, [-1, channels]), this.weight.value), [batch, height, width, this.outChannels]);
      return this.bias === undefined ? y : add(y, this.bias.value);
    });
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const { inChannels, outChannels } = this;
    const image = imageShape("ShiftConv2d", shape);
    const kernel = Float32Array.from(await this.weight.value.data());
    const bias = this.bias === undefined ? undefined : Float32Array.from(await this.bias.value.data());
    const geometry = readGeometry("ShiftConv2d", { kernelSize: 1 }, { inChannels, outChannels });
    const { ops, shape: result } = lowerKernel({ geometry, inChannels, outChannels, kernel, bias }, shape);
    return { ops: [{ op: "gather", sources: shiftSources(image) }, ...ops], shape: result };
  }
}

/** Moves the first four quarters of the channels by one pixel each. */
function shift(x: Tensor): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  const quarter = Math.floor(channels / 4);
  const parts = DIRECTIONS.map(([down, right], i) => {
    const begin = [0, Math.max(-down, 0), Math.max(-right, 0), i * quarter];
    const kept = slice(x, begin, [batch, height - Math.abs(down), width - Math.abs(right), quarter]);
    return pad(kept, [[0, 0], [Math.max(down, 0), Math.max(-down, 0)], [Math.max(right, 0), Math.max(-right, 0)], [0, 0]]); // prettier-ignore
  });
  const rest = channels - 4 * quarter;
  return concat(rest > 0 ? [...parts, slice(x, [0, 0, 0, 4 * quarter], [batch, height, width, rest])] : parts, 3);
}

function shiftSources([height, width, channels]: readonly [number, number, number]): Int32Array {
  const quarter = Math.floor(channels / 4);
  return Int32Array.from({ length: height * width * channels }, (_, at) => {
    const [pixel, c] = [Math.floor(at / channels), at % channels];
    const [down, right] = DIRECTIONS[Math.floor(c / quarter)] ?? [0, 0];
    const [i, j] = [Math.floor(pixel / width) - down, (pixel % width) - right];
    return i < 0 || i >= height || j < 0 || j >= width ? -1 : (i * width + j) * channels + c;
  });
}
