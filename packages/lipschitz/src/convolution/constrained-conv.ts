import { type Tensor, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { type Rng, orthogonalMatrix } from "@surenet/tensor-backend";
import { type JsonObject, type Module, Parameter, type ParameterOptions, type TorchLayout } from "@surenet/nn";
import type { Lowered } from "../certify/lowered.ts";
import { lowerConvolution } from "../certify/lower-convolution.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";
import { Scale } from "../parametrisations/scale.ts";
import { convolveRows } from "./convolve-rows.ts";
import { exportConv } from "./export-conv.ts";
import { type Geometry, type GeometryOptions, readGeometry } from "./geometry.ts";
import { paddedConv2d } from "./padded-conv2d.ts";

export interface ConstrainedConvOptions extends GeometryOptions, LipschitzOptions {
  readonly rng: Rng;
  readonly bias?: boolean;
}

/** What a constraint says of the raw kernel, and the factor between a constrained kernel and a convolution of norm 1. */
export interface ConvConstraint extends Pick<ParameterOptions, "manifold" | "parametrisations"> {
  readonly coefficient: number;
}

export interface ConvShape {
  readonly where: string;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Of the images: 1 for sequences. */
  readonly dimensions: 1 | 2;
}

/** What convolutions with a constraint on their kernel share: `y = x ∗ (k c Q) + b`, where Q is the raw kernel through the constraint and c the coefficient. */
export abstract class ConstrainedConv extends LipschitzModule {
  readonly inChannels: number;
  readonly outChannels: number;
  /** `[...kernel, in / groups, out]`; raw and reshaped to `[taps · in, out]` it starts orthonormal in its rows or columns, whichever are fewer. */
  readonly weight: Parameter;
  /** Starts at zero. */
  readonly bias: Parameter | undefined;
  readonly #geometry: Geometry;
  readonly #options: GeometryOptions;
  readonly #dimensions: 1 | 2;
  readonly #scale: Scale;

  constructor(
    { where, inChannels, outChannels, dimensions }: ConvShape,
    options: ConstrainedConvOptions,
    constraint: (initial: Tensor, geometry: Geometry) => ConvConstraint,
  ) {
    const { rng, bias = true, kCoefLip = 1 } = options;
    super({ kCoefLip });
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.#dimensions = dimensions;
    this.#geometry = readGeometry(where, options, { inChannels, outChannels, dimensions });
    this.#options = options;
    this.#scale = new Scale(kCoefLip);
    const { kernelSize, groups } = this.#geometry;
    const shape = [...(dimensions === 1 ? kernelSize.slice(1) : kernelSize), inChannels / groups, outChannels];
    const rows = shape.slice(0, -1).reduce((product, side) => product * side, 1);
    const initial = tensor(orthogonalMatrix(rows, outChannels, rng), shape);
    const { parametrisations = [], coefficient, ...rest } = constraint(initial, this.#geometry);
    this.weight = new Parameter(initial, { ...rest, parametrisations: [...parametrisations, new Scale(coefficient), this.#scale] });
    initial.dispose();
    this.bias = bias ? new Parameter(() => zeros([outChannels])) : undefined;
  }

  override config(): JsonObject {
    const { inChannels, outChannels, kCoefLip } = this;
    const { kernelSize, stride = 1, padding = 0, paddingMode = "zeros", dilation = 1, groups = 1 } = this.#options;
    return { inChannels, outChannels, kernelSize, stride, padding, paddingMode, dilation, groups, bias: this.bias !== undefined, kCoefLip };
  }

  override torchLayout(): TorchLayout {
    return { weight: { axes: this.#dimensions === 1 ? [2, 1, 0] : [3, 2, 0, 1] } };
  }

  get geometry(): Geometry {
    return this.#geometry;
  }

  override setKCoefLip(kCoefLip: number): void {
    super.setKCoefLip(kCoefLip);
    this.#scale.factor = kCoefLip;
    this.weight.touch();
  }

  forward(x: Tensor): Tensor {
    return tidy(() => {
      if (this.#dimensions === 2) return paddedConv2d(x, this.weight.value, this.bias?.value, this.#geometry);
      return convolveRows(x, this.weight.value, this.bias?.value, this.#geometry);
    });
  }

  override lower(shape: readonly number[]): Promise<Lowered> {
    return lowerConvolution(this, shape);
  }

  override vanillaExport(): Module {
    return exportConv(this, this.#options, this.#dimensions);
  }
}
