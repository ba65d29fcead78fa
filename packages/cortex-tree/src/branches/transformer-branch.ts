import { checkOptions, createRng } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { TransformerBlock } from "../blocks/transformer-block.ts";
import type { PoolingType } from "./pooling.ts";
import { SEQUENCE_BRANCH_OPTIONS, SequenceBranch, type SequenceBranchOptions } from "./sequence-branch.ts";

export interface TransformerBranchOptions extends SequenceBranchOptions {
  readonly isCausal?: boolean;
  /** Of every block, in training. */
  readonly dropout?: number;
}

/**
 * Transformer blocks along a sequence, and a pooling.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new TransformerBranch(64, 64, { numBlocks: 1, numHeads: 4, isCausal: true, rng })
 */
export class TransformerBranch extends SequenceBranch {
  static readonly id: string = "cortex.TransformerBranch";
  readonly isCausal: boolean;
  readonly dropout: number;

  constructor(inDim: number, outDim: number, options: TransformerBranchOptions) {
    checkOptions("TransformerBranch", options, [...SEQUENCE_BRANCH_OPTIONS, "isCausal", "dropout"]);
    const { rng, numHeads = 4, isCausal = false, dropout = 0 } = options;
    const makeBlock = (from: number, to: number): TransformerBlock => new TransformerBlock(from, to, { numHeads, isCausal, dropout, rng });
    super("TransformerBranch", { inDim, outDim, options, makeBlock });
    this.isCausal = isCausal;
    this.dropout = dropout;
  }

  static fromJSON(config: JsonObject): TransformerBranch {
    const { inDim, outDim, poolingType, ...rest } = readConfig("cortex.TransformerBranch", config, {
      inDim: "number",
      outDim: "number",
      channelDim: "number",
      numBlocks: "number",
      poolingType: "string",
      numHeads: "number",
      isCausal: "boolean",
      dropout: "number",
    });
    return new TransformerBranch(inDim, outDim, { ...rest, poolingType: poolingType as PoolingType, rng: createRng(0) }); // which checks it
  }

  override config(): JsonObject {
    return { ...super.config(), isCausal: this.isCausal, dropout: this.dropout };
  }
}
