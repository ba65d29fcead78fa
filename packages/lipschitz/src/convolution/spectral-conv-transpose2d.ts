import { type Tensor, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, orthogonalMatrix } from "@surenet/tensor-backend";
import { type JsonObject, Parameter, readConfig, type TorchLayout } from "@surenet/nn";
import { lowerConvTranspose } from "../certify/lower-conv-transpose.ts";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";
import {
  orthogonal,
  type Projection,
  PROJECTION_OPTIONS,
  projectionFromConfig,
  type ProjectionOptions,
  readProjection,
  torchlipChain,
} from "../module/projection.ts";
import { computeLconvCoef, convCoefficient } from "../parametrisations/conv-coefficient.ts";
import { kernelStiefel } from "../parametrisations/conv-stiefel.ts";
import { Scale } from "../parametrisations/scale.ts";
import {
  CONV_TRANSPOSE_CONFIG,
  CONV_TRANSPOSE_OPTIONS,
  ConvTranspose2d,
  convTranspose2d,
  type ConvTransposeGeometryOptions,
  readTransposeGeometry,
  transposeConfig,
} from "./conv-transpose2d.ts";
import type { Geometry } from "./geometry.ts";

export interface SpectralConvTranspose2dOptions extends ConvTransposeGeometryOptions, LipschitzOptions, ProjectionOptions {
  readonly rng: Rng;
  readonly bias?: boolean;
}

/** Out before in, and back: the reference's power iteration has the outputs as rows, its Björck the inputs. */
const OUT_LAST = [0, 1, 3, 2] as const;

/**
 * A 1-Lipschitz transposed convolution: the transpose of a convolution has its norm, so the kernel is kept as in `SpectralConv2d`, reshaped to `[taps · out, in]`.
 *
 * Where the kernel's size is the stride it keeps distances. (The reference normalises one reshaping and orthogonalises another, whose norm may exceed √3: its
 * iteration then diverges, to NaN for an identity of size 9 as 1 input, 9 outputs and 3 by 3 taps. With `projection: "torchlip"` that is an error here.)
 *
 * @throws SurenetError `E_OPTION` for dilation, groups and output padding, which the reference refuses or documents as unsupported
 * @example new SpectralConvTranspose2d(8, 4, { kernelSize: 2, stride: 2, rng }).forward(zeros([1, 7, 7, 8])) // [1, 14, 14, 4]
 */
export class SpectralConvTranspose2d extends LipschitzModule {
  static readonly id: string = "lipschitz.SpectralConvTranspose2d";
  readonly inChannels: number;
  readonly outChannels: number;
  readonly projection: Projection;
  /** `[kernel height, kernel width, out, in]` */
  readonly weight: Parameter;
  /** Starts at zero. */
  readonly bias: Parameter | undefined;
  readonly #geometry: Geometry;
  readonly #parity: Required<ProjectionOptions>;
  readonly #scale: Scale;

  constructor(inChannels: number, outChannels: number, options: SpectralConvTranspose2dOptions) {
    const where = "SpectralConvTranspose2d";
    checkOptions(where, options, [...CONV_TRANSPOSE_OPTIONS, "rng", "bias", "kCoefLip", ...PROJECTION_OPTIONS]);
    const { rng, bias = true, kCoefLip = 1 } = options;
    super({ kCoefLip });
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.#parity = readProjection(where, options);
    this.projection = this.#parity.projection;
    this.#geometry = readTransposeGeometry(where, options, [inChannels, outChannels]);
    this.#scale = new Scale(kCoefLip);
    const { kernelSize, stride } = this.#geometry;
    const [kh, kw] = kernelSize;
    const initial = tensor(orthogonalMatrix(kh * kw * outChannels, inChannels, rng), [kh, kw, outChannels, inChannels]);
    const { parametrisations = [], ...rest } =
      this.projection === "torchlip"
        ? { parametrisations: torchlipChain(initial, { ...this.#parity, rng, powerAxes: OUT_LAST }) }
        : orthogonal(this.projection, kernelStiefel);
    const coefficient = this.projection === "torchlip" ? computeLconvCoef({ kernelSize, stride }) : convCoefficient(this.#geometry);
    this.weight = new Parameter(initial, { ...rest, parametrisations: [...parametrisations, new Scale(coefficient), this.#scale] });
    initial.dispose();
    this.bias = bias ? new Parameter(() => zeros([outChannels])) : undefined;
  }

  static fromJSON(config: JsonObject): SpectralConvTranspose2d {
    const fields = { ...CONV_TRANSPOSE_CONFIG, kCoefLip: "number", projection: "string", epsSpectral: "json", epsBjorck: "json" } as const;
    const { inChannels, outChannels, projection, epsSpectral, epsBjorck, ...rest } = readConfig(SpectralConvTranspose2d.id, config, fields);
    const parity = projectionFromConfig({ projection, epsSpectral, epsBjorck });
    const options = { ...rest, ...parity, rng: createRng(0) } as unknown as SpectralConvTranspose2dOptions; // the constructor checks the sizes
    return new SpectralConvTranspose2d(inChannels, outChannels, options);
  }

  get geometry(): Geometry {
    return this.#geometry;
  }

  override config(): JsonObject {
    const { inChannels, outChannels, kCoefLip } = this;
    return { inChannels, outChannels, ...transposeConfig(this.#geometry), bias: this.bias !== undefined, kCoefLip, ...this.#parity };
  }

  override torchLayout(): TorchLayout {
    return { weight: { axes: [3, 2, 0, 1] } };
  }

  override setKCoefLip(kCoefLip: number): void {
    super.setKCoefLip(kCoefLip);
    this.#scale.factor = kCoefLip;
    this.weight.touch();
  }

  forward(x: Tensor): Tensor {
    return tidy(() => convTranspose2d(x, this.weight.value, this.bias?.value, this.#geometry));
  }

  override lower(shape: readonly number[]): Promise<Lowered> {
    return lowerConvTranspose(this, shape);
  }

  override vanillaExport(): ConvTranspose2d {
    const { inChannels, outChannels, bias } = this;
    const plain = new ConvTranspose2d(inChannels, outChannels, {
      ...transposeConfig(this.#geometry),
      bias: bias !== undefined,
      rng: createRng(0),
    });
    plain.weight.assign(this.weight.value);
    if (bias !== undefined) plain.bias?.assign(bias.value);
    return plain;
  }
}
