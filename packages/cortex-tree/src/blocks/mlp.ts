import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng } from "@surenet/tensor-backend";
import { gelu, type JsonObject, Linear, Module, readConfig } from "@surenet/nn";

export interface MlpOptions {
  readonly rng: Rng;
  /** The inputs' when omitted. */
  readonly outChannels?: number;
  readonly bias?: boolean;
}

const WIDENING = 4; // Vaswani et al. 2017, section 3.3

/**
 * Two linear maps with a GELU between them, on the last axis: `y = gelu(x · W₁) · W₂`, four times as wide in the middle.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new Mlp(64, { rng }).forward(zeros([2, 10, 64])) // [2, 10, 64]
 */
export class Mlp extends Module {
  static readonly id: string = "cortex.Mlp";
  readonly inChannels: number;
  readonly outChannels: number;
  readonly bias: boolean;
  readonly widen: Linear;
  readonly narrow: Linear;

  constructor(inChannels: number, options: MlpOptions) {
    super();
    checkOptions("Mlp", options, ["rng", "outChannels", "bias"]);
    const { rng, outChannels = inChannels, bias = false } = options;
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.bias = bias;
    this.widen = new Linear(inChannels, WIDENING * inChannels, { rng, bias });
    this.narrow = new Linear(WIDENING * inChannels, outChannels, { rng, bias });
  }

  static fromJSON(config: JsonObject): Mlp {
    const fields = { inChannels: "number", outChannels: "number", bias: "boolean" } as const;
    const { inChannels, outChannels, bias } = readConfig("cortex.Mlp", config, fields);
    return new Mlp(inChannels, { outChannels, bias, rng: createRng(0) });
  }

  override config(): JsonObject {
    const { inChannels, outChannels, bias } = this;
    return { inChannels, outChannels, bias };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => this.narrow.forward(gelu(this.widen.forward(x))));
  }
}
