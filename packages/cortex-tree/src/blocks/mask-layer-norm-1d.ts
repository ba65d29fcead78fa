import { type Tensor, ones, tidy, zeros } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, normRows } from "@surenet/tensor-backend";
import { type JsonObject, Module, Parameter, positiveInteger, readConfig } from "@surenet/nn";

export interface MaskLayerNorm1dOptions {
  /** The variance counts as at least this much. */
  readonly eps?: number;
}

/**
 * Normalises the channels of every position, and then scales and shifts them.
 *
 * `y = (x − μ) / √max(σ², ε) · weight + bias`, the biased variance over the channels of one position. Positions that a mask leaves out count as zeros, and give the bias.
 *
 * @param x `[.., channels]`, channels last, borrowed
 * @param mask `[..]`, 1 for a position that counts and 0 for padding
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new MaskLayerNorm1d(2).forward(tensor([[[1, 3]]])) // [[[-1, 1]]]
 */
export class MaskLayerNorm1d extends Module {
  static readonly id: string = "cortex.MaskLayerNorm1d";
  readonly channels: number;
  readonly eps: number;
  readonly weight: Parameter;
  readonly bias: Parameter;

  constructor(channels: number, options: MaskLayerNorm1dOptions = {}) {
    super();
    checkOptions("MaskLayerNorm1d", options, ["eps"]);
    const { eps = 1e-5 } = options;
    if (!(eps > 0)) throw invalidOption({ where: "MaskLayerNorm1d", option: "eps", got: eps, expected: "a positive number" });
    this.channels = positiveInteger("MaskLayerNorm1d", "channels", channels);
    this.eps = eps;
    this.weight = new Parameter(() => ones([channels]));
    this.bias = new Parameter(() => zeros([channels]));
  }

  static fromJSON(config: JsonObject): MaskLayerNorm1d {
    const { channels, eps } = readConfig("cortex.MaskLayerNorm1d", config, { channels: "number", eps: "number" });
    return new MaskLayerNorm1d(channels, { eps });
  }

  override config(): JsonObject {
    return { channels: this.channels, eps: this.eps };
  }

  forward(x: Tensor, mask?: Tensor): Tensor {
    return tidy(() => normRows(x, this.weight.value, this.bias.value, { eps: this.eps, mask }));
  }

  /** Bent by SiLU: in one operation of the engine, where it has it. */
  bent(x: Tensor, mask?: Tensor): Tensor {
    return tidy(() => normRows(x, this.weight.value, this.bias.value, { eps: this.eps, silu: true, mask }));
  }
}
