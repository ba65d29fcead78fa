import { type Tensor, eye, mul, reshape, concat, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption, orthogonalMatrix } from "@surenet/tensor-backend";
import { type JsonObject, type Module, Parameter, positiveInteger, readConfig, stiefel } from "@surenet/nn";
import { lowerKernel } from "../certify/lower-convolution.ts";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";
import { appendFactor, appendMixer } from "../parametrisations/conv-bcop.ts";
import { exportConv } from "./export-conv.ts";
import { type Geometry, readGeometry } from "./geometry.ts";
import { paddedConv2d } from "./padded-conv2d.ts";

export interface OrthogonalConv2dOptions extends LipschitzOptions {
  readonly kernelSize: number;
  readonly stride?: number;
  /** Pixels on every side; by default `(kernelSize - stride) / 2`, rounded down. */
  readonly padding?: number;
  /** Zeros keep the bound, circular padding keeps distances too. */
  readonly paddingMode?: "zeros" | "circular";
  readonly groups?: number;
  readonly bias?: boolean;
  readonly rng: Rng;
}

/** The parameters of one group's kernel. */
interface Blocks {
  /** `[s·s·in, out]`, orthonormal in its rows or columns. */
  readonly mixer: Parameter;
  /** `[channels, ⌊channels / 2⌋]` with orthonormal columns, alternately down and right. */
  readonly frames: readonly Parameter[];
}

/**
 * An orthogonal convolution with an explicit kernel: block convolutions of two taps (BCOP), then an orthogonal matrix on patches of stride by stride (AOC).
 *
 * `kernelSize - stride` factors in each direction grow the kernel; all parameters live on Stiefel manifolds. With circular padding, and `out >= s²·in`, the layer
 * keeps distances; with zero padding it is kCoefLip-Lipschitz. At inference it is one convolution. For overlapping patches without the composition see `OrthogonalPatchConv2d`, which is cheaper.
 *
 * Known weakness: BCOP kernels do not reach every orthogonal convolution, and the kernel is composed at each training step.
 *
 * @throws SurenetError `E_OPTION`; a kernel larger than its stride needs two channels a group
 * @example new OrthogonalConv2d(16, 16, { kernelSize: 3, rng }).forward(zeros([8, 14, 14, 16])) // [8, 14, 14, 16]
 * @see Li et al. 2019; Boissin et al. 2025
 */
export class OrthogonalConv2d extends LipschitzModule {
  static readonly id: string = "lipschitz.OrthogonalConv2d";
  readonly inChannels: number;
  readonly outChannels: number;
  readonly blocks: readonly Blocks[];
  /** Starts at zero. */
  readonly bias: Parameter | undefined;
  readonly #geometry: Geometry;

  constructor(inChannels: number, outChannels: number, options: OrthogonalConv2dOptions) {
    const where = "OrthogonalConv2d";
    checkOptions(where, options, ["kernelSize", "stride", "padding", "paddingMode", "groups", "bias", "kCoefLip", "rng"]);
    super(options);
    const { kernelSize, stride = 1, paddingMode = "zeros", groups = 1, bias = true, rng } = options;
    positiveInteger(where, "stride", stride);
    if (positiveInteger(where, "kernelSize", kernelSize) < stride)
      throw invalidOption({ where, option: "kernelSize", got: kernelSize, expected: `at least the stride ${stride}` });
    if (paddingMode !== "zeros" && paddingMode !== "circular")
      throw invalidOption({
        where,
        option: "paddingMode",
        got: paddingMode,
        expected: '"zeros" or "circular": mirrored borders would not be 1-Lipschitz',
      });
    const padding = options.padding ?? Math.floor((kernelSize - stride) / 2);
    this.#geometry = readGeometry(where, { kernelSize, stride, padding, paddingMode, groups }, { inChannels, outChannels });
    if (paddingMode === "circular" && 2 * padding > kernelSize - stride)
      throw invalidOption({
        where,
        option: "padding",
        got: padding,
        expected: `at most ${Math.floor((kernelSize - stride) / 2)}, or a pixel would be seen twice`,
      });
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    const [inputs, outputs] = [inChannels / groups, outChannels / groups];
    const channels = growsAfterMixing(inputs, outputs, stride) ? outputs : inputs;
    if (kernelSize > stride && channels < 2)
      throw invalidOption({
        where,
        option: "inChannels",
        got: inChannels,
        expected: "two channels a group or more, for a kernel larger than its stride",
      });
    this.blocks = Array.from({ length: groups }, () => ({
      mixer: onStiefel(stride * stride * inputs, outputs, rng),
      frames: Array.from({ length: 2 * (kernelSize - stride) }, () => onStiefel(channels, Math.floor(channels / 2), rng)),
    }));
    this.bias = bias ? new Parameter(() => zeros([outChannels])) : undefined;
  }

  static fromJSON(config: JsonObject): OrthogonalConv2d {
    const { inChannels, outChannels, paddingMode, ...rest } = readConfig("lipschitz.OrthogonalConv2d", config, {
      inChannels: "number",
      outChannels: "number",
      kernelSize: "number",
      stride: "number",
      padding: "number",
      paddingMode: "string",
      groups: "number",
      bias: "boolean",
      kCoefLip: "number",
    });
    return new OrthogonalConv2d(inChannels, outChannels, { ...rest, paddingMode: paddingMode as "zeros", rng: createRng(0) }); // which checks the mode
  }

  get geometry(): Geometry {
    return this.#geometry;
  }

  override config(): JsonObject {
    const { inChannels, outChannels, kCoefLip } = this;
    const { kernelSize, stride, padding, paddingMode, groups } = this.#geometry;
    return {
      inChannels, outChannels, kernelSize: kernelSize[0], stride: stride[0], padding: padding[0][0], paddingMode, groups,
      bias: this.bias !== undefined, kCoefLip,
    }; // prettier-ignore
  }

  /** The composed kernel `[kernelSize, kernelSize, in / groups, out]`, kCoefLip included; owned by the caller. */
  kernel(): Tensor {
    return tidy(() => {
      const kernels = this.blocks.map((blocks) => this.#compose(blocks));
      const whole = kernels.length === 1 ? (kernels[0] as Tensor) : concat(kernels, 3);
      return mul(whole, this.kCoefLip);
    });
  }

  forward(x: Tensor): Tensor {
    return tidy(() => paddedConv2d(x, this.kernel(), this.bias?.value, this.#geometry));
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const composed = this.kernel();
    const kernel = Float32Array.from(await composed.data());
    composed.dispose();
    const bias = this.bias === undefined ? undefined : Float32Array.from(await this.bias.value.data());
    return lowerKernel({ geometry: this.#geometry, inChannels: this.inChannels, outChannels: this.outChannels, kernel, bias }, shape);
  }

  /** One plain convolution. */
  override vanillaExport(): Module {
    const kernel = this.kernel();
    const { kernelSize, stride, padding, paddingMode, groups } = this.#geometry;
    const plain = exportConv(
      { ...this, weight: { value: kernel } },
      { kernelSize, stride, padding: padding[0][0], paddingMode, groups },
      2,
    );
    kernel.dispose();
    return plain;
  }

  #compose({ mixer, frames }: Blocks): Tensor {
    const { stride } = this.#geometry;
    const [s] = stride;
    const [rows, outputs] = mixer.shape as [number, number];
    const inputs = rows / (s * s);
    const after = growsAfterMixing(inputs, outputs, s);
    const start = after ? reshape(mixer.value, [1, 1, inputs, outputs]) : reshape(eye(inputs), [1, 1, inputs, inputs]);
    const grown = frames.reduce((kernel, frame, i) => appendFactor(kernel, frame.value, i % 2 === 0 ? "down" : "right"), start);
    return after ? grown : appendMixer(grown, mixer.value, s);
  }
}

/** The factors act where there are more channels; before a stride there is no choice. */
function growsAfterMixing(inputs: number, outputs: number, stride: number): boolean {
  return stride === 1 && outputs > inputs;
}

function onStiefel(rows: number, columns: number, rng: Rng): Parameter {
  return new Parameter(() => tensor(orthogonalMatrix(rows, columns, rng), [rows, columns]), { manifold: stiefel() });
}
