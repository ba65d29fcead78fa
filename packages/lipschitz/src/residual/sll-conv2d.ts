import { type Tensor, exp, mul, relu, sub, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { checkOptions, createRng, invalidOption, orthogonalMatrix } from "@surenet/tensor-backend";
import { conv2d, type JsonObject, Parameter, positiveInteger, readConfig } from "@surenet/nn";
import { lowerKernel } from "../certify/lower-convolution.ts";
import type { Lowered } from "../certify/lowered.ts";
import { convTranspose2d } from "../convolution/conv-transpose2d.ts";
import { type Geometry, readGeometry } from "../convolution/geometry.ts";
import { LipschitzModule } from "../module/lipschitz-module.ts";
import { aolRescaleKernel } from "../parametrisations/conv-aol.ts";
import type { SllOptions } from "./sll-linear.ts";

export interface SllConv2dOptions extends SllOptions {
  /** Odd, so that the image keeps its size. */
  readonly kernelSize: number;
}

/**
 * `SllLinear` for images: `y = x - 2 Cᵀ relu(C x + b)`, C a zero-padded convolution whose kernel is rescaled to norm at most 1.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new SllConv2d(16, { hidden: 32, kernelSize: 3, rng }).forward(zeros([8, 14, 14, 16])) // [8, 14, 14, 16]
 * @see Araujo et al. 2023
 */
export class SllConv2d extends LipschitzModule {
  static readonly id: string = "lipschitz.SllConv2d";
  readonly channels: number;
  readonly hidden: number;
  readonly kernelSize: number;
  /** `[kernelSize, kernelSize, channels, hidden]` */
  readonly weight: Parameter;
  /** Logarithms of q, `[hidden]`; start at zero. */
  readonly logQ: Parameter;
  readonly bias: Parameter;
  readonly #geometry: Geometry;

  constructor(channels: number, options: SllConv2dOptions) {
    const where = "SllConv2d";
    checkOptions(where, options, ["rng", "hidden", "kernelSize", "kCoefLip"]);
    super(options);
    const { rng, hidden = channels, kernelSize } = options;
    if (positiveInteger(where, "kernelSize", kernelSize) % 2 === 0)
      throw invalidOption({ where, option: "kernelSize", got: kernelSize, expected: "an odd number" });
    this.channels = channels;
    this.hidden = hidden;
    this.kernelSize = kernelSize;
    this.#geometry = readGeometry(where, { kernelSize, padding: (kernelSize - 1) / 2 }, { inChannels: channels, outChannels: hidden });
    const rows = kernelSize * kernelSize * channels;
    this.weight = new Parameter(() => tensor(orthogonalMatrix(rows, hidden, rng), [kernelSize, kernelSize, channels, hidden]));
    this.logQ = new Parameter(() => zeros([hidden]));
    this.bias = new Parameter(() => zeros([hidden]));
  }

  static fromJSON(config: JsonObject): SllConv2d {
    const fields = { channels: "number", hidden: "number", kernelSize: "number", kCoefLip: "number" } as const;
    const { channels, ...rest } = readConfig("lipschitz.SllConv2d", config, fields);
    return new SllConv2d(channels, { ...rest, rng: createRng(0) });
  }

  override config(): JsonObject {
    return { channels: this.channels, hidden: this.hidden, kernelSize: this.kernelSize, kCoefLip: this.kCoefLip };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => {
      const kernel = this.#rescaled();
      const inner = relu(conv2d(x, kernel, this.bias.value, { padding: (this.kernelSize - 1) / 2 }));
      return this.scaled(sub(x, mul(convTranspose2d(inner, kernel, undefined, this.#geometry), 2)));
    });
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const kernel = tidy(() => this.#rescaled());
    const data = Float32Array.from(await kernel.data());
    kernel.dispose();
    const bias = Float32Array.from(await this.bias.value.data());
    const { ops } = lowerKernel(
      { geometry: this.#geometry, inChannels: this.channels, outChannels: this.hidden, kernel: data, bias },
      shape,
    );
    const [inner] = ops;
    if (inner?.op !== "convolution") throw new TypeError("lowerKernel gives one convolution");
    return { ops: this.scaledOp({ op: "reluReflection", inner }), shape };
  }

  #rescaled(): Tensor {
    return aolRescaleKernel(this.weight.value, [1, 1], exp(this.logQ.value));
  }
}
