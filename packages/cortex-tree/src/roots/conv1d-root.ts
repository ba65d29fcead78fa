import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions, createRng } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { Conv1dResidBlock } from "../blocks/conv1d-resid-block.ts";
import { stackWidths } from "../blocks/stack-widths.ts";
import { readCorruption } from "../corruption/read-corruption.ts";
import { Tokenizer } from "../tokens/tokenizer.ts";
import { SEQUENCE_ROOT_OPTIONS, SequenceRoot, type SequenceRootOptions } from "./sequence-root.ts";

export interface Conv1dRootOptions extends SequenceRootOptions {
  readonly kernelSize?: number;
  readonly layernorm?: boolean;
  /** Of the blocks between the first and the last one. */
  readonly dilation?: number;
}

/**
 * A root of token sequences: embeddings, positions, and residual blocks of convolutions.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new Conv1dRoot(64, { tokenizer: proteinTokenizer(), maxLen: 64, rng }).forward({ seqs: ["A V C K L"] }).rootFeatures // [1, 64, 64]
 */
export class Conv1dRoot extends SequenceRoot {
  static readonly id: string = "cortex.Conv1dRoot";
  readonly kernelSize: number;
  readonly layernorm: boolean;
  readonly dilation: number;
  readonly encoder: readonly Conv1dResidBlock[];

  constructor(outDim: number, options: Conv1dRootOptions) {
    checkOptions("Conv1dRoot", options, [...SEQUENCE_ROOT_OPTIONS, "kernelSize", "layernorm", "dilation"]);
    super("Conv1dRoot", outDim, options);
    const { kernelSize = 5, layernorm = true, dilation = 1, rng } = options;
    const { embedDim: inDim, channelDim, numBlocks } = this;
    this.kernelSize = kernelSize;
    this.layernorm = layernorm;
    this.dilation = dilation;
    this.encoder = stackWidths({ inDim, channelDim, outDim, numBlocks }).map(([from, to], i) => {
      const inside = i > 0 && i < numBlocks - 1;
      return new Conv1dResidBlock(from, to, { kernelSize, layernorm, dilation: inside ? dilation : 1, rng });
    });
  }

  static fromJSON(config: JsonObject): Conv1dRoot {
    const { outDim, tokenizer, corruption, ...rest } = readConfig("cortex.Conv1dRoot", config, {
      outDim: "number",
      tokenizer: "json",
      maxLen: "number",
      embedDim: "number",
      channelDim: "number",
      numBlocks: "number",
      posEncoding: "boolean",
      dropout: "number",
      corruption: "json",
      kernelSize: "number",
      layernorm: "boolean",
      dilation: "number",
    });
    const process = corruption === null ? {} : { corruption: readCorruption(corruption as JsonObject) };
    return new Conv1dRoot(outDim, { ...rest, ...process, tokenizer: Tokenizer.fromJSON(tokenizer as JsonObject), rng: createRng(0) });
  }

  override config(): JsonObject {
    const { kernelSize, layernorm, dilation } = this;
    return { ...super.config(), kernelSize, layernorm, dilation };
  }

  protected process(features: Tensor, mask: Tensor): Tensor {
    return this.encoder.reduce((x, block) => block.forward(x, mask), features);
  }
}
