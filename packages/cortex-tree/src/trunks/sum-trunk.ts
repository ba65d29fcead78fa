import { type Tensor, addN } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, Linear, positiveInteger, readConfig } from "@surenet/nn";
import { type TrunkInput, TrunkNode } from "./trunk-node.ts";

export interface SumTrunkOptions {
  readonly rng: Rng;
  /** Maps inputs of another width than the trunk's linearly onto it. */
  readonly projectFeatures?: boolean;
}

/**
 * The sum of its inputs' features.
 *
 * `t = Σ_k P_k r_k`, with `P_k` the identity where the width fits
 *
 * @throws SurenetError `E_OPTION` when widths differ and nothing projects them
 * @example new SumTrunk([4, 3], 4, { projectFeatures: true, rng })
 */
export class SumTrunk extends TrunkNode {
  static readonly id: string = "cortex.SumTrunk";
  readonly inDims: readonly number[];
  readonly outDim: number;
  readonly projectFeatures: boolean;
  /** By input: undefined where the width fits. */
  readonly projections: readonly (Linear | undefined)[];

  constructor(inDims: readonly number[], outDim: number, options: SumTrunkOptions) {
    super();
    checkOptions("SumTrunk", options, ["rng", "projectFeatures"]);
    const { rng, projectFeatures = false } = options;
    this.inDims = [...inDims];
    this.outDim = positiveInteger("SumTrunk", "outDim", outDim);
    this.projectFeatures = projectFeatures;
    const other = inDims.findIndex((inDim) => inDim !== outDim);
    if (other >= 0 && !projectFeatures)
      throw invalidOption({
        where: "SumTrunk",
        option: `inDims.${other}`,
        got: inDims[other],
        expected: `${outDim}, the trunk's width; or projectFeatures: true`,
      });
    this.projections = inDims.map((inDim) => (inDim === outDim ? undefined : new Linear(inDim, outDim, { rng, bias: false })));
  }

  static fromJSON(config: JsonObject): SumTrunk {
    const fields = { inDims: "numbers", outDim: "number", projectFeatures: "boolean" } as const;
    const { inDims, outDim, projectFeatures } = readConfig("cortex.SumTrunk", config, fields);
    return new SumTrunk(inDims, outDim, { projectFeatures, rng: createRng(0) });
  }

  override config(): JsonObject {
    const { inDims, outDim, projectFeatures } = this;
    return { inDims, outDim, projectFeatures };
  }

  protected joined(inputs: readonly TrunkInput[]): Tensor {
    return addN(inputs.map(({ features }, i) => this.projections[i]?.forward(features) ?? features));
  }
}
