import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions, createRng } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { stackWidths } from "../blocks/stack-widths.ts";
import { TransformerBlock } from "../blocks/transformer-block.ts";
import { readCorruption } from "../corruption/read-corruption.ts";
import { Tokenizer } from "../tokens/tokenizer.ts";
import { SEQUENCE_ROOT_OPTIONS, SequenceRoot, type SequenceRootOptions } from "./sequence-root.ts";

export interface TransformerRootOptions extends SequenceRootOptions {
  readonly numHeads?: number;
  readonly isCausal?: boolean;
}

/**
 * A root of token sequences: embeddings, positions, and transformer blocks, whose attention does not look at padding.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new TransformerRoot(64, { tokenizer: proteinTokenizer(), maxLen: 64, rng }).forward({ seqs: ["A V C K L"] }).rootFeatures // [1, 64, 64]
 */
export class TransformerRoot extends SequenceRoot {
  static readonly id: string = "cortex.TransformerRoot";
  readonly encoder: readonly TransformerBlock[];

  constructor(outDim: number, options: TransformerRootOptions) {
    checkOptions("TransformerRoot", options, [...SEQUENCE_ROOT_OPTIONS, "numHeads", "isCausal"]);
    super("TransformerRoot", outDim, options);
    const { numHeads = 4, isCausal = false, dropout = 0, rng } = options;
    const { embedDim: inDim, channelDim, numBlocks } = this;
    const block = { numHeads, isCausal, dropout, rng };
    this.encoder = stackWidths({ inDim, channelDim, outDim, numBlocks }).map(([from, to]) => new TransformerBlock(from, to, block));
  }

  static fromJSON(config: JsonObject): TransformerRoot {
    const { outDim, tokenizer, corruption, ...rest } = readConfig("cortex.TransformerRoot", config, {
      outDim: "number",
      tokenizer: "json",
      maxLen: "number",
      embedDim: "number",
      channelDim: "number",
      numBlocks: "number",
      posEncoding: "boolean",
      dropout: "number",
      corruption: "json",
      numHeads: "number",
      isCausal: "boolean",
    });
    const process = corruption === null ? {} : { corruption: readCorruption(corruption as JsonObject) };
    return new TransformerRoot(outDim, { ...rest, ...process, tokenizer: Tokenizer.fromJSON(tokenizer as JsonObject), rng: createRng(0) });
  }

  override config(): JsonObject {
    const { numHeads = 4, isCausal = false } = this.encoder[0]?.config() ?? {};
    return { ...super.config(), numHeads, isCausal };
  }

  protected process(features: Tensor, mask: Tensor): Tensor {
    return this.encoder.reduce((x, block) => block.forward(x, mask), features);
  }
}
