import { type Tensor, add, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng } from "@surenet/tensor-backend";
import { Dropout, type JsonObject, Linear, Module, readConfig } from "@surenet/nn";
import { BidirectionalSelfAttention, CausalSelfAttention } from "./attention.ts";
import { checkMask } from "./mask.ts";
import { Mlp } from "./mlp.ts";
import { ScaleNorm } from "./scale-norm.ts";

export interface TransformerBlockOptions {
  readonly rng: Rng;
  readonly numHeads?: number;
  readonly isCausal?: boolean;
  /** Of the normalisations, the attention and the perceptron, not of the projection. */
  readonly bias?: boolean;
  /** The share of what attention and perceptron give that is dropped in training. */
  readonly dropout?: number;
}

/**
 * Attention and a perceptron, each after a normalisation, around a residual.
 *
 * `a = x + drop(attention(norm₁(x)))`, `y = r(x) + drop(mlp(norm₂(a)))`, with `r` the identity or, when the channels differ, a linear map.
 *
 * Known weakness, kept from the system that this follows: the residual of y is x and not a, so that attention reaches the result through the perceptron alone.
 *
 * @param x `[batch, length, in]`, borrowed
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new TransformerBlock(64, 64, { numHeads: 4, rng }).forward(x, mask) // [batch, length, 64]
 */
export class TransformerBlock extends Module {
  static readonly id: string = "cortex.TransformerBlock";
  readonly inChannels: number;
  readonly outChannels: number;
  readonly norm1: ScaleNorm;
  readonly attention: BidirectionalSelfAttention | CausalSelfAttention;
  readonly norm2: ScaleNorm;
  readonly mlp: Mlp;
  readonly drop1: Dropout;
  readonly drop2: Dropout;
  readonly proj: Linear | undefined;

  constructor(inChannels: number, outChannels: number, options: TransformerBlockOptions) {
    super();
    checkOptions("TransformerBlock", options, ["rng", "numHeads", "isCausal", "bias", "dropout"]);
    const { rng, numHeads = 4, isCausal = false, bias = false, dropout = 0 } = options;
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.norm1 = new ScaleNorm(inChannels, { bias });
    this.attention = new (isCausal ? CausalSelfAttention : BidirectionalSelfAttention)(inChannels, { numHeads, bias, rng });
    this.norm2 = new ScaleNorm(inChannels, { bias });
    this.mlp = new Mlp(inChannels, { outChannels, bias, rng });
    this.proj = inChannels === outChannels ? undefined : new Linear(inChannels, outChannels, { bias: false, rng });
    const place = rng.state.counter; // blocks of a stack share the stream of their weights, and shall not drop alike
    this.drop1 = new Dropout(dropout, { rng: rng.fork(`attention dropout at ${place}`) });
    this.drop2 = new Dropout(dropout, { rng: rng.fork(`perceptron dropout at ${place}`) });
  }

  static fromJSON(config: JsonObject): TransformerBlock {
    const { inChannels, outChannels, ...rest } = readConfig("cortex.TransformerBlock", config, {
      inChannels: "number",
      outChannels: "number",
      numHeads: "number",
      isCausal: "boolean",
      bias: "boolean",
      dropout: "number",
    });
    return new TransformerBlock(inChannels, outChannels, { ...rest, rng: createRng(0) });
  }

  override config(): JsonObject {
    const { inChannels, outChannels, attention } = this;
    const isCausal = attention instanceof CausalSelfAttention;
    return { inChannels, outChannels, numHeads: attention.numHeads, isCausal, bias: attention.bias, dropout: this.drop1.rate };
  }

  forward(x: Tensor, mask?: Tensor): Tensor {
    checkMask("TransformerBlock", x, mask);
    return tidy(() => {
      const looked = add(x, this.drop1.forward(this.attention.forward(this.norm1.forward(x), mask)));
      return add(this.proj?.forward(x) ?? x, this.drop2.forward(this.mlp.forward(this.norm2.forward(looked))));
    });
  }
}
