import { clone, relu } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, Linear, positiveInteger, readConfig } from "@surenet/nn";
import { stackWidths } from "../blocks/stack-widths.ts";
import type { BranchOutputs, TrunkOutputs } from "../tree/outputs.ts";
import { BranchNode } from "./branch-node.ts";
import { makePooling, type Pooling, type PoolingType } from "./pooling.ts";

export interface MlpBranchOptions {
  readonly rng: Rng;
  readonly channelDim?: number;
  /** Linear maps, each with a ReLU; 0 hands the features on, and then the width stays. */
  readonly numLayers?: number;
  readonly poolingType?: PoolingType;
  readonly numHeads?: number;
}

/**
 * A perceptron on every position, and a pooling where there are positions; of a plain vector the pooled features are the features.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new MlpBranch(256, 64, { numLayers: 1, rng }).forward(zeros([8, 256])) // [8, 64]
 */
export class MlpBranch extends BranchNode {
  static readonly id: string = "cortex.MlpBranch";
  readonly inDim: number;
  readonly outDim: number;
  readonly channelDim: number;
  readonly poolingType: PoolingType;
  readonly numHeads: number;
  readonly encoder: readonly Linear[];
  readonly pooling: Pooling;

  constructor(inDim: number, outDim: number, options: MlpBranchOptions) {
    super();
    const where = "MlpBranch";
    checkOptions(where, options, ["rng", "channelDim", "numLayers", "poolingType", "numHeads"]);
    const { rng, channelDim = 64, numLayers = 0, poolingType = "mean", numHeads = 4 } = options;
    this.inDim = positiveInteger(where, "inDim", inDim);
    this.outDim = positiveInteger(where, "outDim", outDim);
    if (numLayers === 0 && inDim !== outDim)
      throw shapeMismatch({ where, problem: "a branch without layers keeps the width", expected: `outDim ${inDim}`, got: outDim });
    this.channelDim = channelDim;
    this.poolingType = poolingType;
    this.numHeads = numHeads;
    this.encoder = stackWidths({ inDim, channelDim, outDim, numBlocks: numLayers }).map(([from, to]) => new Linear(from, to, { rng }));
    this.pooling = makePooling(where, poolingType, { dim: outDim, numHeads, rng });
  }

  static fromJSON(config: JsonObject): MlpBranch {
    const { inDim, outDim, poolingType, ...rest } = readConfig("cortex.MlpBranch", config, {
      inDim: "number",
      outDim: "number",
      channelDim: "number",
      numLayers: "number",
      poolingType: "string",
      numHeads: "number",
    });
    return new MlpBranch(inDim, outDim, { ...rest, poolingType: poolingType as PoolingType, rng: createRng(0) }); // which checks it
  }

  override config(): JsonObject {
    const { inDim, outDim, channelDim, encoder, poolingType, numHeads } = this;
    return { inDim, outDim, channelDim, numLayers: encoder.length, poolingType, numHeads };
  }

  protected grown({ trunkFeatures: x, paddingMask }: TrunkOutputs): BranchOutputs {
    if (x.rank < 2 || x.shape.at(-1) !== this.inDim)
      throw shapeMismatch({ where: "MlpBranch", expected: `[batch, .., ${this.inDim}]`, got: x.shape });
    const branchFeatures = this.encoder.reduce((features, layer) => relu(layer.forward(features)), clone(x));
    if (x.rank === 2) return { branchFeatures, pooledFeatures: clone(branchFeatures) };
    const pooledFeatures = this.pooling.forward(branchFeatures, paddingMask);
    return { branchFeatures, pooledFeatures, ...(paddingMask === undefined ? {} : { branchMask: clone(paddingMask) }) };
  }
}
