import { type Tensor, mean, mul, square, sub, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, type Module, positiveInteger, readConfig, requiredRng } from "@surenet/nn";
import { pointFigures } from "../metrics/regression-figures.ts";
import type { BranchOutputs, RootOutputs } from "../tree/outputs.ts";
import { Leaf } from "./leaf.ts";
import { leafEncoder } from "./leaf-encoder.ts";
import { requiredTargets } from "./regressor-leaf.ts";

export type PointRegressorLeafOutput = {
  /** `[.., out]` */
  readonly loc: Tensor;
};

export interface PointRegressorLeafOptions {
  readonly rng: Rng;
  readonly numLayers?: number;
}

/**
 * Answers with numbers, and says nothing of how sure it is: the loss is half the squared error, whose scale uncertainty weighting can learn.
 *
 * Where the scatter of the labels varies, `RegressorLeaf` models it; where only the mean matters, this one usually finds it better.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new PointRegressorLeaf(64, 1, { rng }).forward({ branchFeatures, pooledFeatures }).loc // [batch, 1]
 */
export class PointRegressorLeaf extends Leaf<PointRegressorLeafOutput> {
  static readonly id: string = "cortex.PointRegressorLeaf";
  readonly inDim: number;
  readonly outDim: number;
  readonly answer = "loc";
  readonly numLayers: number;
  readonly encoder: readonly Module[];

  constructor(inDim: number, outDim: number, options: PointRegressorLeafOptions) {
    super();
    const where = "PointRegressorLeaf";
    checkOptions(where, options, ["rng", "numLayers"]);
    const { numLayers = 0 } = options;
    this.inDim = positiveInteger(where, "inDim", inDim);
    this.outDim = positiveInteger(where, "outDim", outDim);
    this.numLayers = numLayers;
    this.encoder = leafEncoder(inDim, outDim, { rng: requiredRng(where, options.rng), numLayers });
  }

  static fromJSON(config: JsonObject): PointRegressorLeaf {
    const fields = { inDim: "number", outDim: "number", numLayers: "number" } as const;
    const { inDim, outDim, numLayers } = readConfig("cortex.PointRegressorLeaf", config, fields);
    return new PointRegressorLeaf(inDim, outDim, { numLayers, rng: createRng(0) });
  }

  override config(): JsonObject {
    const { inDim, outDim, numLayers } = this;
    return { inDim, outDim, numLayers };
  }

  protected outputs({ pooledFeatures }: BranchOutputs): PointRegressorLeafOutput {
    if (pooledFeatures.shape.at(-1) !== this.inDim)
      throw shapeMismatch({
        where: "PointRegressorLeaf",
        problem: "the features do not fit",
        expected: `[.., ${this.inDim}]`,
        got: pooledFeatures.shape,
      });
    return { loc: this.encoder.reduce((x, layer) => layer.forward(x), pooledFeatures) };
  }

  loss({ loc }: PointRegressorLeafOutput, _rootOutputs?: RootOutputs, targets?: Tensor): Tensor {
    const y = requiredTargets(targets);
    if (y.shape.join() !== loc.shape.join())
      throw shapeMismatch({
        where: "PointRegressorLeaf",
        problem: "the targets do not fit",
        expected: `[${loc.shape.join(", ")}]`,
        got: y.shape,
      });
    return tidy(() => mul(mean(square(sub(loc, y))), 0.5));
  }

  async evaluate({ loc }: PointRegressorLeafOutput, targets?: Tensor): Promise<Record<string, number>> {
    return pointFigures(loc, requiredTargets(targets));
  }
}
