import { type Tensor, clone } from "@tensorflow/tfjs-core";
import { type Rng, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, Linear, type Module, positiveInteger } from "@surenet/nn";
import { stackWidths } from "../blocks/stack-widths.ts";
import type { BranchOutputs, TrunkOutputs } from "../tree/outputs.ts";
import { BranchNode } from "./branch-node.ts";
import { makePooling, type Pooling, type PoolingType } from "./pooling.ts";

export interface SequenceBranchOptions {
  readonly rng: Rng;
  readonly channelDim?: number;
  readonly numBlocks?: number;
  readonly poolingType?: PoolingType;
  /** Of an attention. */
  readonly numHeads?: number;
}

export const SEQUENCE_BRANCH_OPTIONS: readonly string[] = ["rng", "channelDim", "numBlocks", "poolingType", "numHeads"];

/** A block that sees a mask. */
export interface MaskedBlock extends Module {
  forward(x: Tensor, mask?: Tensor): Tensor;
}

/** A branch over positions: blocks (or, without any, a linear map where the width changes), and a pooling. */
export abstract class SequenceBranch extends BranchNode {
  readonly inDim: number;
  readonly outDim: number;
  readonly channelDim: number;
  readonly poolingType: PoolingType;
  readonly numHeads: number;
  readonly proj: Linear | undefined;
  readonly encoder: readonly MaskedBlock[];
  readonly pooling: Pooling;

  constructor(
    where: string,
    { inDim, outDim, options, makeBlock }: { readonly inDim: number; readonly outDim: number; readonly options: SequenceBranchOptions; readonly makeBlock: (from: number, to: number) => MaskedBlock }, // prettier-ignore
  ) {
    super();
    const { rng, channelDim = 64, numBlocks = 2, poolingType = "mean", numHeads = 4 } = options;
    this.inDim = positiveInteger(where, "inDim", inDim);
    this.outDim = positiveInteger(where, "outDim", outDim);
    this.channelDim = positiveInteger(where, "channelDim", channelDim);
    this.poolingType = poolingType;
    this.numHeads = numHeads;
    this.proj = numBlocks === 0 && inDim !== outDim ? new Linear(inDim, outDim, { rng, bias: false }) : undefined;
    this.encoder = stackWidths({ inDim, channelDim, outDim, numBlocks }).map(([from, to]) => makeBlock(from, to));
    this.pooling = makePooling(where, poolingType, { dim: outDim, numHeads, rng });
  }

  override config(): JsonObject {
    const { inDim, outDim, channelDim, poolingType, numHeads, encoder } = this;
    return { inDim, outDim, channelDim, numBlocks: encoder.length, poolingType, numHeads };
  }

  protected grown({ trunkFeatures: x, paddingMask }: TrunkOutputs): BranchOutputs {
    if (x.rank !== 3 || x.shape[2] !== this.inDim)
      throw shapeMismatch({ where: this.constructor.name, expected: `[batch, length, ${this.inDim}]`, got: x.shape });
    const start = this.proj?.forward(x) ?? clone(x);
    const branchFeatures = this.encoder.reduce((features, block) => block.forward(features, paddingMask), start);
    const pooledFeatures = this.pooling.forward(branchFeatures, paddingMask);
    return { branchFeatures, pooledFeatures, ...(paddingMask === undefined ? {} : { branchMask: clone(paddingMask) }) };
  }
}
