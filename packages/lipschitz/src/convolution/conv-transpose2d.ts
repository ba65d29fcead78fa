import { type Tensor, type Tensor4D, add, conv2dTranspose, slice, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import {
  checkImages,
  type JsonObject,
  kaimingUniform,
  Module,
  type Pair,
  Parameter,
  readConfig,
  type Size,
  type TorchLayout,
} from "@surenet/nn";
import type { Lowered } from "../certify/lowered.ts";
import { lowerConvTranspose } from "../certify/lower-conv-transpose.ts";
import { type Geometry, readGeometry } from "./geometry.ts";

export interface ConvTransposeGeometryOptions {
  readonly kernelSize: Size;
  readonly stride?: Size;
  /** Pixels cut off on every side of the result. */
  readonly padding?: Size | 0;
  /** Only 0: the reference refuses others too. */
  readonly outputPadding?: 0;
  /** Only 1. */
  readonly dilation?: 1;
  /** Only 1. */
  readonly groups?: 1;
  /** Only zeros. */
  readonly paddingMode?: "zeros";
}

export const CONV_TRANSPOSE_OPTIONS = ["kernelSize", "stride", "padding", "outputPadding", "dilation", "groups", "paddingMode"] as const;

/** The geometry of the convolution that is transposed; what is not supported is refused. */
export function readTransposeGeometry(
  where: string,
  { kernelSize, stride = 1, padding = 0, outputPadding = 0, dilation = 1, groups = 1, paddingMode = "zeros" }: ConvTransposeGeometryOptions,
  [inChannels, outChannels]: Pair,
): Geometry {
  const only = {
    outputPadding: [outputPadding, 0],
    dilation: [dilation, 1],
    groups: [groups, 1],
    paddingMode: [paddingMode, "zeros"],
  } as const;
  for (const [option, [got, expected]] of Object.entries(only))
    if (got !== expected)
      throw invalidOption({ where, option, got, expected: `${JSON.stringify(expected)}, the only one that is supported` });
  return readGeometry(where, { kernelSize, stride, padding }, { inChannels, outChannels });
}

/**
 * The transpose of a convolution: every input pixel adds the kernel, times its value, to the output.
 *
 * @param x `[batch, height, width, in]`, borrowed
 * @param weight `[kernel height, kernel width, out, in]`
 * @returns `[batch, (height - 1)·stride - 2·padding + k, …, out]`, owned by the caller
 * @throws SurenetError `E_SHAPE`
 */
export function convTranspose2d(x: Tensor, weight: Tensor, bias: Tensor | undefined, { stride, padding }: Geometry): Tensor {
  const [kh = 1, kw = 1, outChannels = 1, inChannels = 1] = weight.shape;
  checkImages("convTranspose2d", x, inChannels);
  const [batch, height, width] = x.shape;
  const full: [number, number, number, number] = [batch, (height - 1) * stride[0] + kh, (width - 1) * stride[1] + kw, outChannels];
  const [cutH, cutW] = [padding[0][0], padding[1][0]];
  const kept = [full[1] - 2 * cutH, full[2] - 2 * cutW];
  if (kept.some((side) => side < 1))
    throw shapeMismatch({
      where: "convTranspose2d",
      problem: "the padding cuts everything off",
      expected: "a result of at least one pixel",
      got: kept,
    });
  return tidy(() => {
    const whole = conv2dTranspose(x, weight as Tensor4D, full, [...stride], "valid");
    const y = cutH + cutW === 0 ? whole : slice(whole, [0, cutH, cutW, 0], [batch, ...kept, outChannels]);
    return bias === undefined ? y : add(y, bias);
  });
}

export interface ConvTranspose2dOptions extends ConvTransposeGeometryOptions {
  readonly rng: Rng;
  readonly bias?: boolean;
}

/** {@link convTranspose2d} as a module without a constraint: what `SpectralConvTranspose2d` exports to. */
export class ConvTranspose2d extends Module {
  static readonly id: string = "lipschitz.ConvTranspose2d";
  readonly inChannels: number;
  readonly outChannels: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly #geometry: Geometry;

  constructor(inChannels: number, outChannels: number, options: ConvTranspose2dOptions) {
    super();
    checkOptions("ConvTranspose2d", options, [...CONV_TRANSPOSE_OPTIONS, "rng", "bias"]);
    const { rng, bias = true } = options;
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.#geometry = readTransposeGeometry("ConvTranspose2d", options, [inChannels, outChannels]);
    const [kh, kw] = this.#geometry.kernelSize;
    const fanIn = kh * kw * outChannels; // torch counts the second axis of its [in, out, k, k]
    this.weight = new Parameter(() => kaimingUniform([kh, kw, outChannels, inChannels], { rng, fanIn }));
    this.bias = bias ? new Parameter(() => kaimingUniform([outChannels], { rng, fanIn })) : undefined;
  }

  static fromJSON(config: JsonObject): ConvTranspose2d {
    const { inChannels, outChannels, ...rest } = readConfig("lipschitz.ConvTranspose2d", config, CONV_TRANSPOSE_CONFIG);
    return new ConvTranspose2d(inChannels, outChannels, { ...(rest as unknown as ConvTransposeGeometryOptions), rng: createRng(0) }); // the constructor checks the sizes
  }

  get geometry(): Geometry {
    return this.#geometry;
  }

  override config(): JsonObject {
    const { inChannels, outChannels } = this;
    return { inChannels, outChannels, ...transposeConfig(this.#geometry), bias: this.bias !== undefined };
  }

  override torchLayout(): TorchLayout {
    return { weight: { axes: [3, 2, 0, 1] } };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => convTranspose2d(x, this.weight.value, this.bias?.value, this.#geometry));
  }

  lower(shape: readonly number[]): Promise<Lowered> {
    return lowerConvTranspose(this, shape);
  }
}

/** The fields of a transposed convolution's config. */
export const CONV_TRANSPOSE_CONFIG = {
  inChannels: "number",
  outChannels: "number",
  kernelSize: "json",
  stride: "json",
  padding: "json",
  bias: "boolean",
} as const;

export function transposeConfig({ kernelSize, stride, padding }: Geometry): { kernelSize: Pair; stride: Pair; padding: Pair } {
  return { kernelSize, stride, padding: [padding[0][0], padding[1][0]] };
}
