import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions, createRng } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import {
  orthogonal,
  type Projection,
  PROJECTION_OPTIONS,
  projectionFromConfig,
  type ProjectionOptions,
  readProjection,
  torchlipChain,
} from "../module/projection.ts";
import { computeLconvCoef, computeLconvCoef1d, convCoefficient } from "../parametrisations/conv-coefficient.ts";
import { kernelStiefel } from "../parametrisations/conv-stiefel.ts";
import { ConstrainedConv, type ConstrainedConvOptions, type ConvConstraint, type ConvShape } from "./constrained-conv.ts";
import { type Geometry, GEOMETRY_OPTIONS } from "./geometry.ts";
import { PAD_CONV_CONFIG } from "./pad-conv2d.ts";

export interface SpectralConvOptions extends ConstrainedConvOptions, ProjectionOptions {}

/** What {@link SpectralConv2d} and {@link SpectralConv1d} share. */
export abstract class SpectralConv extends ConstrainedConv {
  readonly projection: Projection;
  readonly #parity: Required<ProjectionOptions>;

  constructor(shape: ConvShape, options: SpectralConvOptions) {
    checkOptions(shape.where, options, [...GEOMETRY_OPTIONS, "rng", "bias", "kCoefLip", ...PROJECTION_OPTIONS]);
    const parity = readProjection(shape.where, options);
    super(shape, options, (initial, geometry) =>
      parity.projection === "torchlip"
        ? torchlipConstraint(initial, geometry, { ...parity, rng: options.rng, dimensions: shape.dimensions })
        : { ...orthogonal(parity.projection, kernelStiefel), coefficient: convCoefficient(geometry) },
    );
    this.projection = parity.projection;
    this.#parity = parity;
  }

  override config(): JsonObject {
    return { ...super.config(), ...this.#parity };
  }

  /** The constructor's arguments out of a config. */
  protected static read(id: string, config: JsonObject): { inChannels: number; outChannels: number; options: SpectralConvOptions } {
    const fields = { ...PAD_CONV_CONFIG, kCoefLip: "number", projection: "string", epsSpectral: "json", epsBjorck: "json" } as const;
    const { inChannels, outChannels, projection, epsSpectral, epsBjorck, ...rest } = readConfig(id, config, fields);
    const parity = projectionFromConfig({ projection, epsSpectral, epsBjorck });
    const options = { ...rest, ...parity, rng: createRng(0) } as unknown as SpectralConvOptions; // the constructor checks the sizes
    return { inChannels, outChannels, options };
  }
}

type TorchlipOptions = Parameters<typeof torchlipChain>[1] & { readonly dimensions: 1 | 2 };

function torchlipConstraint(
  initial: Tensor,
  { kernelSize, stride }: Geometry,
  { dimensions, ...options }: TorchlipOptions,
): ConvConstraint {
  return {
    parametrisations: torchlipChain(initial, options),
    coefficient:
      dimensions === 1 ? computeLconvCoef1d({ kernelSize: kernelSize[1], stride: stride[1] }) : computeLconvCoef({ kernelSize, stride }),
  };
}

/**
 * A 1-Lipschitz convolution: its kernel, reshaped to `[taps · in, out]`, is a matrix Q with orthonormal rows or columns, times a factor that the borders decide.
 *
 * `y = x ∗ (k c Q) + b`, `c = 1/√(count_h · count_w)`: taking all patches of an image stretches by the root of the largest number of taps that see one pixel, and by
 * no more, whatever the padding, the stride and the dilation; so the layer is kCoefLip-Lipschitz for images of every size. Where k is divisible by the stride
 * and the padding is zeros, interior pixels are all seen equally often and the layer keeps distances there (`OrthogonalPatchConv2d`); with stride 1 the bound is
 * loose for most kernels (a factor of 1.5, research of Singla & Feizi 2021): prefer `OrthogonalConv2d` there.
 *
 * With groups each group's matrix is a block of columns of Q: sound, and orthonormal where `taps · in / groups >= out`.
 *
 * @throws SurenetError `E_OPTION`
 * @example new SpectralConv2d(1, 16, { kernelSize: 3, padding: 1, rng }).forward(zeros([8, 28, 28, 1])) // [8, 28, 28, 16]
 */
export class SpectralConv2d extends SpectralConv {
  static readonly id: string = "lipschitz.SpectralConv2d";

  constructor(inChannels: number, outChannels: number, options: SpectralConvOptions) {
    super({ where: "SpectralConv2d", inChannels, outChannels, dimensions: 2 }, options);
  }

  static fromJSON(config: JsonObject): SpectralConv2d {
    const { inChannels, outChannels, options } = SpectralConv.read("lipschitz.SpectralConv2d", config);
    return new SpectralConv2d(inChannels, outChannels, options);
  }
}

export interface SpectralConv1dOptions extends SpectralConvOptions {
  readonly kernelSize: number;
  readonly stride?: number;
  readonly padding?: number | "same" | "valid";
  readonly dilation?: number;
}

/**
 * {@link SpectralConv2d} for sequences: `[batch, length, in]` to `[batch, length', out]`.
 *
 * (The reference's factor lacks a square root, so its layer is √⌈k/s⌉ tighter than promised; with `projection: "torchlip"` so is this one.)
 *
 * @throws SurenetError `E_OPTION`
 * @example new SpectralConv1d(2, 8, { kernelSize: 5, stride: 5, rng }).forward(zeros([4, 100, 2])) // [4, 20, 8]
 */
export class SpectralConv1d extends SpectralConv {
  static readonly id: string = "lipschitz.SpectralConv1d";

  constructor(inChannels: number, outChannels: number, options: SpectralConv1dOptions) {
    super({ where: "SpectralConv1d", inChannels, outChannels, dimensions: 1 }, options);
  }

  static fromJSON(config: JsonObject): SpectralConv1d {
    const { inChannels, outChannels, options } = SpectralConv.read("lipschitz.SpectralConv1d", config);
    return new SpectralConv1d(inChannels, outChannels, options as SpectralConv1dOptions); // sizes of one dimension, which the constructor checks
  }
}
