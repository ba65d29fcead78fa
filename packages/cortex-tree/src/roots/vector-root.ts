import { Tensor, clone } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, positiveInteger, readConfig } from "@surenet/nn";
import type { RootOutputs } from "../tree/outputs.ts";
import { type RootInputs, RootNode } from "./root-node.ts";

/**
 * Rows of numbers as they are: `[batch, size]`.
 *
 * @throws SurenetError `E_OPTION`; `E_SHAPE` for rows of another length
 * @example new VectorRoot(784).forward(images) // [batch, 784]
 */
export class VectorRoot extends RootNode {
  static readonly id: string = "cortex.VectorRoot";
  readonly outDim: number;

  constructor(size: number, options: object = {}) {
    super();
    checkOptions("VectorRoot", options, []);
    this.outDim = positiveInteger("VectorRoot", "size", size);
  }

  static fromJSON(config: JsonObject): VectorRoot {
    return new VectorRoot(readConfig("cortex.VectorRoot", config, { size: "number" }).size);
  }

  override config(): JsonObject {
    return { size: this.outDim };
  }

  protected outputs(x: RootInputs): RootOutputs {
    if (!(x instanceof Tensor) || x.rank !== 2 || x.shape[1] !== this.outDim)
      throw shapeMismatch({
        where: "VectorRoot",
        expected: `a tensor [batch, ${this.outDim}]`,
        got: x instanceof Tensor ? x.shape : "texts or tokens",
      });
    return { rootFeatures: clone(x) };
  }
}
