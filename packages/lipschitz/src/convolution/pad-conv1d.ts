import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, createRng } from "@surenet/tensor-backend";
import { type JsonObject, kaimingUniform, Module, Parameter, readConfig, type TorchLayout } from "@surenet/nn";
import type { Lowered } from "../certify/lowered.ts";
import { lowerConvolution } from "../certify/lower-convolution.ts";
import { convolveRows } from "./convolve-rows.ts";
import { type Geometry, GEOMETRY_OPTIONS, type GeometryOptions, readGeometry } from "./geometry.ts";
import { PAD_CONV_CONFIG, type PadConvOptions } from "./pad-conv2d.ts";
import type { PaddingMode } from "./pad-images.ts";

export interface PadConv1dOptions extends PadConvOptions {
  readonly kernelSize: number;
  readonly stride?: number;
  readonly padding?: number | "same" | "valid";
  readonly dilation?: number;
}

/**
 * `PadConv2d` for sequences: `[batch, length, in]` to `[batch, length', out]`, the kernel `[taps, in / groups, out]`.
 *
 * @throws SurenetError `E_OPTION`
 * @example new PadConv1d(2, 8, { kernelSize: 5, padding: 2, paddingMode: "reflect", rng })
 */
export class PadConv1d extends Module {
  static readonly id: string = "lipschitz.PadConv1d";
  readonly inChannels: number;
  readonly outChannels: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly #geometry: Geometry;
  readonly #options: GeometryOptions;

  constructor(inChannels: number, outChannels: number, options: PadConv1dOptions) {
    super();
    checkOptions("PadConv1d", options, [...GEOMETRY_OPTIONS, "bias", "rng"]);
    const { bias = true, rng } = options;
    this.#options = options;
    this.#geometry = readGeometry("PadConv1d", options, { inChannels, outChannels, dimensions: 1 });
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    const { kernelSize, groups } = this.#geometry;
    const shape = [kernelSize[1], inChannels / groups, outChannels];
    const fanIn = (kernelSize[1] * inChannels) / groups;
    this.weight = new Parameter(() => kaimingUniform(shape, { rng, fanIn }));
    this.bias = bias ? new Parameter(() => kaimingUniform([outChannels], { rng, fanIn })) : undefined;
  }

  static fromJSON(config: JsonObject): PadConv1d {
    const { inChannels, outChannels, ...rest } = readConfig("lipschitz.PadConv1d", config, PAD_CONV_CONFIG);
    return new PadConv1d(inChannels, outChannels, { ...(rest as unknown as Omit<PadConv1dOptions, "rng">), rng: createRng(0) }); // the constructor checks the sizes
  }

  get geometry(): Geometry {
    return this.#geometry;
  }

  get paddingMode(): PaddingMode {
    return this.#geometry.paddingMode;
  }

  override config(): JsonObject {
    const { kernelSize, stride = 1, padding = 0, paddingMode = "zeros", dilation = 1, groups = 1 } = this.#options;
    const { inChannels, outChannels } = this;
    return { inChannels, outChannels, kernelSize, stride, padding, paddingMode, dilation, groups, bias: this.bias !== undefined };
  }

  override torchLayout(): TorchLayout {
    return { weight: { axes: [2, 1, 0] } };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => convolveRows(x, this.weight.value, this.bias?.value, this.#geometry));
  }

  lower(shape: readonly number[]): Promise<Lowered> {
    return lowerConvolution(this, shape);
  }

  /** A copy: nn has no convolution of sequences. */
  vanillaExport(): PadConv1d {
    const options = { ...this.#options, bias: this.bias !== undefined, rng: createRng(0) } as PadConv1dOptions; // as this layer was made
    const copy = new PadConv1d(this.inChannels, this.outChannels, options);
    copy.weight.assign(this.weight.value);
    if (this.bias !== undefined) copy.bias?.assign(this.bias.value);
    return copy;
  }
}
