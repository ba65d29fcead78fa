import { type Tensor, add, relu, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption } from "@surenet/tensor-backend";
import { Conv1d, type JsonObject, Linear, Module, readConfig, silu } from "@surenet/nn";
import { checkMask, masked } from "./mask.ts";
import { MaskLayerNorm1d } from "./mask-layer-norm-1d.ts";

export interface Conv1dResidBlockOptions {
  readonly rng: Rng;
  readonly kernelSize?: number;
  readonly layernorm?: boolean;
  readonly act?: "swish" | "relu";
  readonly dilation?: number;
}

const BLOCK_OPTIONS = ["rng", "kernelSize", "layernorm", "act", "dilation"];

/**
 * A residual block of two convolutions along a sequence.
 *
 * `y = r(x) + f(f(x))` with `f = mask ∘ conv ∘ act ∘ norm`, "same" padding, and `r` the identity or, when the channels differ, a linear map of each position.
 * What a convolution puts on padding is set to zero; the residual is not.
 *
 * @param x `[batch, length, in]`, borrowed
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new Conv1dResidBlock(4, 8, { kernelSize: 5, rng }).forward(x, mask) // [batch, length, 8]
 */
export class Conv1dResidBlock extends Module {
  static readonly id: string = "cortex.Conv1dResidBlock";
  readonly inChannels: number;
  readonly outChannels: number;
  readonly act: "swish" | "relu";
  readonly norm1: MaskLayerNorm1d | undefined;
  readonly conv1: Conv1d;
  readonly norm2: MaskLayerNorm1d | undefined;
  readonly conv2: Conv1d;
  readonly proj: Linear | undefined;

  constructor(inChannels: number, outChannels: number, options: Conv1dResidBlockOptions) {
    super();
    checkOptions("Conv1dResidBlock", options, BLOCK_OPTIONS);
    const { rng, kernelSize = 5, layernorm = true, act = "swish", dilation = 1 } = options;
    if (act !== "swish" && act !== "relu")
      throw invalidOption({ where: "Conv1dResidBlock", option: "act", got: act, expected: '"swish" or "relu"' });
    const conv = { kernelSize, dilation, padding: "same", bias: false, rng } as const;
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.act = act;
    this.norm1 = layernorm ? new MaskLayerNorm1d(inChannels) : undefined;
    this.conv1 = new Conv1d(inChannels, outChannels, conv);
    this.norm2 = layernorm ? new MaskLayerNorm1d(outChannels) : undefined;
    this.conv2 = new Conv1d(outChannels, outChannels, conv);
    this.proj = inChannels === outChannels ? undefined : new Linear(inChannels, outChannels, { rng });
  }

  static fromJSON(config: JsonObject): Conv1dResidBlock {
    const { inChannels, outChannels, act, ...rest } = readConfig("cortex.Conv1dResidBlock", config, {
      inChannels: "number",
      outChannels: "number",
      kernelSize: "number",
      layernorm: "boolean",
      act: "string",
      dilation: "number",
    });
    return new Conv1dResidBlock(inChannels, outChannels, { ...rest, act: act as "swish" | "relu", rng: createRng(0) }); // which checks it
  }

  override config(): JsonObject {
    const { inChannels, outChannels, act, norm1, conv1 } = this;
    return { inChannels, outChannels, kernelSize: conv1.kernelSize, layernorm: norm1 !== undefined, act, dilation: conv1.dilation };
  }

  forward(x: Tensor, mask?: Tensor): Tensor {
    checkMask("Conv1dResidBlock", x, mask);
    return tidy(() => {
      const once = this.conv1.forward(this.#activated(x, this.norm1));
      const twice = this.conv2.forward(this.#activated(once, this.norm2, mask));
      return add(this.proj?.forward(x) ?? x, masked(twice, mask));
    });
  }

  /** Of features of which padding counts as zeros. */
  #activated(x: Tensor, norm: MaskLayerNorm1d | undefined, mask?: Tensor): Tensor {
    if (this.act === "swish") return norm === undefined ? silu(masked(x, mask)) : norm.bent(x, mask);
    return relu(norm === undefined ? masked(x, mask) : norm.forward(x, mask));
  }
}
