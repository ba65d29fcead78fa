import { type Tensor, concat, relu } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, Linear, positiveInteger, readConfig } from "@surenet/nn";
import { type TrunkInput, TrunkNode } from "./trunk-node.ts";

export interface ProjectionTrunkOptions {
  readonly rng: Rng;
  readonly activation?: "relu" | "none";
}

/**
 * One linear map of all inputs side by side, with a ReLU unless told otherwise: `t = relu([r_1 .. r_k] · W + b)`.
 *
 * @throws SurenetError `E_OPTION`
 * @example new ProjectionTrunk([784], 256, { rng })
 */
export class ProjectionTrunk extends TrunkNode {
  static readonly id: string = "cortex.ProjectionTrunk";
  readonly inDims: readonly number[];
  readonly outDim: number;
  readonly activation: "relu" | "none";
  readonly projection: Linear;

  constructor(inDims: readonly number[], outDim: number, options: ProjectionTrunkOptions) {
    super();
    checkOptions("ProjectionTrunk", options, ["rng", "activation"]);
    const { rng, activation = "relu" } = options;
    if (activation !== "relu" && activation !== "none")
      throw invalidOption({ where: "ProjectionTrunk", option: "activation", got: activation, expected: '"relu" or "none"' });
    this.inDims = [...inDims];
    this.outDim = positiveInteger("ProjectionTrunk", "outDim", outDim);
    this.activation = activation;
    this.projection = new Linear(inDims.reduce((sum, inDim) => sum + inDim, 0), outDim, { rng }); // prettier-ignore
  }

  static fromJSON(config: JsonObject): ProjectionTrunk {
    const fields = { inDims: "numbers", outDim: "number", activation: "string" } as const;
    const { inDims, outDim, activation } = readConfig("cortex.ProjectionTrunk", config, fields);
    return new ProjectionTrunk(inDims, outDim, { activation: activation as "relu" | "none", rng: createRng(0) }); // which checks it
  }

  override config(): JsonObject {
    const { inDims, outDim, activation } = this;
    return { inDims, outDim, activation };
  }

  protected joined(inputs: readonly TrunkInput[]): Tensor {
    const features = inputs.map((input) => input.features);
    const [first] = features;
    const y = this.projection.forward(features.length === 1 && first !== undefined ? first : concat(features, -1));
    return this.activation === "relu" ? relu(y) : y;
  }
}
