import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng } from "@surenet/tensor-backend";
import { Conv2d, type JsonObject, kaimingUniform, Module, Parameter, readConfig, type TorchLayout } from "@surenet/nn";
import type { Lowered } from "../certify/lowered.ts";
import { lowerConvolution } from "../certify/lower-convolution.ts";
import { type Geometry, GEOMETRY_OPTIONS, type GeometryOptions, readGeometry } from "./geometry.ts";
import { paddedConv2d, uniformPadding } from "./padded-conv2d.ts";
import type { PaddingMode } from "./pad-images.ts";

export interface PadConvOptions extends GeometryOptions {
  readonly rng: Rng;
  readonly bias?: boolean;
}

/** The fields of a convolution's config. */
export const PAD_CONV_CONFIG = {
  inChannels: "number",
  outChannels: "number",
  kernelSize: "json",
  stride: "json",
  padding: "json",
  paddingMode: "string",
  dilation: "json",
  groups: "number",
  bias: "boolean",
} as const;

/**
 * A convolution without a constraint that has every padding mode, symmetric among them: what the constrained ones export to.
 *
 * Weight and bias start uniform on `±1/√(taps · in / groups)`, as in torch. Symmetric padding of at most one pixel is the same as `"replicate"` and is called so.
 *
 * @throws SurenetError `E_OPTION`
 * @example new PadConv2d(1, 8, { kernelSize: 5, padding: 2, paddingMode: "symmetric", rng })
 */
export class PadConv2d extends Module {
  static readonly id: string = "lipschitz.PadConv2d";
  readonly inChannels: number;
  readonly outChannels: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly #geometry: Geometry;
  readonly #options: GeometryOptions;

  constructor(inChannels: number, outChannels: number, options: PadConvOptions) {
    super();
    checkOptions("PadConv2d", options, [...GEOMETRY_OPTIONS, "bias", "rng"]);
    const { bias = true, rng } = options;
    this.#options = options;
    this.#geometry = readGeometry("PadConv2d", options, { inChannels, outChannels });
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    const { kernelSize, groups } = this.#geometry;
    const shape = [...kernelSize, inChannels / groups, outChannels];
    const fanIn = (kernelSize[0] * kernelSize[1] * inChannels) / groups;
    this.weight = new Parameter(() => kaimingUniform(shape, { rng, fanIn }));
    this.bias = bias ? new Parameter(() => kaimingUniform([outChannels], { rng, fanIn })) : undefined;
  }

  static fromJSON(config: JsonObject): PadConv2d {
    const { inChannels, outChannels, ...rest } = readConfig("lipschitz.PadConv2d", config, PAD_CONV_CONFIG);
    return new PadConv2d(inChannels, outChannels, { ...(rest as unknown as GeometryOptions & { bias: boolean }), rng: createRng(0) }); // the constructor checks the sizes
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
    return { weight: { axes: [3, 2, 0, 1] } };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => paddedConv2d(x, this.weight.value, this.bias?.value, this.#geometry));
  }

  lower(shape: readonly number[]): Promise<Lowered> {
    return lowerConvolution(this, shape);
  }

  /** A convolution of nn where that has the padding, else a copy. */
  vanillaExport(): Conv2d | PadConv2d {
    const { inChannels, outChannels, weight, bias } = this;
    const { kernelSize, stride = 1, dilation = 1, groups = 1 } = this.#options;
    const pixels = uniformPadding(this.#geometry);
    const common = { bias: bias !== undefined, rng: createRng(0) };
    const plain =
      this.paddingMode === "zeros" && pixels !== undefined
        ? new Conv2d(inChannels, outChannels, { ...common, kernelSize, stride, dilation, groups, padding: pixels })
        : new PadConv2d(inChannels, outChannels, { ...this.#options, ...common });
    plain.weight.assign(weight.value);
    if (bias !== undefined) plain.bias?.assign(bias.value);
    return plain;
  }
}
