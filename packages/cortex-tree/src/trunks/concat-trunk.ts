import { type Tensor, concat } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { type TrunkInput, TrunkNode } from "./trunk-node.ts";

/**
 * Its inputs' features side by side: as wide as all of them together.
 *
 * @example new ConcatTrunk([4, 3]).outDim // 7
 */
export class ConcatTrunk extends TrunkNode {
  static readonly id: string = "cortex.ConcatTrunk";
  readonly inDims: readonly number[];
  readonly outDim: number;

  constructor(inDims: readonly number[], options: object = {}) {
    super();
    checkOptions("ConcatTrunk", options, []);
    this.inDims = [...inDims];
    this.outDim = inDims.reduce((sum, inDim) => sum + inDim, 0);
  }

  static fromJSON(config: JsonObject): ConcatTrunk {
    return new ConcatTrunk(readConfig("cortex.ConcatTrunk", config, { inDims: "numbers" }).inDims);
  }

  override config(): JsonObject {
    return { inDims: this.inDims };
  }

  protected joined(inputs: readonly TrunkInput[]): Tensor {
    return concat(inputs.map(({ features }) => features), -1); // prettier-ignore
  }
}
