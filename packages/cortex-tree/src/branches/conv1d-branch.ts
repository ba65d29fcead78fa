import { checkOptions, createRng } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { Conv1dResidBlock } from "../blocks/conv1d-resid-block.ts";
import type { PoolingType } from "./pooling.ts";
import { SEQUENCE_BRANCH_OPTIONS, SequenceBranch, type SequenceBranchOptions } from "./sequence-branch.ts";

export interface Conv1dBranchOptions extends SequenceBranchOptions {
  readonly kernelSize?: number;
  readonly layernorm?: boolean;
}

/**
 * Residual blocks of convolutions along a sequence, and a pooling.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new Conv1dBranch(64, 32, { numBlocks: 2, poolingType: "attention", rng })
 */
export class Conv1dBranch extends SequenceBranch {
  static readonly id: string = "cortex.Conv1dBranch";
  readonly kernelSize: number;
  readonly layernorm: boolean;

  constructor(inDim: number, outDim: number, options: Conv1dBranchOptions) {
    checkOptions("Conv1dBranch", options, [...SEQUENCE_BRANCH_OPTIONS, "kernelSize", "layernorm"]);
    const { rng, kernelSize = 5, layernorm = true } = options;
    const makeBlock = (from: number, to: number): Conv1dResidBlock => new Conv1dResidBlock(from, to, { kernelSize, layernorm, rng });
    super("Conv1dBranch", { inDim, outDim, options, makeBlock });
    this.kernelSize = kernelSize;
    this.layernorm = layernorm;
  }

  static fromJSON(config: JsonObject): Conv1dBranch {
    const { inDim, outDim, poolingType, ...rest } = readConfig("cortex.Conv1dBranch", config, {
      inDim: "number",
      outDim: "number",
      channelDim: "number",
      numBlocks: "number",
      poolingType: "string",
      numHeads: "number",
      kernelSize: "number",
      layernorm: "boolean",
    });
    return new Conv1dBranch(inDim, outDim, { ...rest, poolingType: poolingType as PoolingType, rng: createRng(0) }); // which checks it
  }

  override config(): JsonObject {
    const { kernelSize, layernorm } = this;
    return { ...super.config(), kernelSize, layernorm };
  }
}
