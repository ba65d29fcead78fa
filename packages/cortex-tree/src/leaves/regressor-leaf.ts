import { Tensor, add, div, mean, mul, reshape, square, stack, sub, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption, invalidValue, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, type Module, positiveInteger, readConfig, requiredRng } from "@surenet/nn";
import { regressionFigures } from "../metrics/regression-figures.ts";
import type { BranchOutputs, RootOutputs } from "../tree/outputs.ts";
import { checkSmoothing, corruptFracOf, type LabelSmoothing } from "./classifier-leaf.ts";
import { diagNaturalGaussianKlDivergence, diagNaturalGaussianNll, naturalGaussian } from "./gaussian.ts";
import { Leaf } from "./leaf.ts";
import { leafEncoder } from "./leaf-encoder.ts";
import { Standardize } from "./standardize.ts";

export type RegressorLeafOutput = {
  /** `[.., out]`: means, in the units of the targets. */
  readonly loc: Tensor;
  /** `[.., out]`: standard deviations, in the units of the targets. */
  readonly scale: Tensor;
  /** `[2, .., out]`: natural parameters, of standardised targets where there is an outcome transform. */
  readonly canonParam: Tensor;
};

export interface RegressorLeafOptions {
  readonly rng: Rng;
  readonly branchKey?: string;
  readonly rootKey?: string;
  readonly numLayers?: number;
  /** Learns the targets' scale in training, and puts answers back into it. */
  readonly outcomeTransform?: Standardize;
  /** Pulls labels to N(0, 1); `"corrupt_frac"` by the share of each sample's input that was corrupted. */
  readonly labelSmoothing?: LabelSmoothing;
  /** The variance that a label is taken to have when it is smoothed. */
  readonly nominalLabelVar?: number;
  /** The smallest variance that is reported. */
  readonly varLb?: number;
}

const OPTIONS = ["rng", "branchKey", "rootKey", "numLayers", "outcomeTransform", "labelSmoothing", "nominalLabelVar", "varLb"];

/**
 * Answers with a Gaussian for each output, whose natural parameters the network gives.
 *
 * Without smoothing the loss is the negative log likelihood in natural parameters. With a smoothing a > 0 it is `KL(smoothed label ‖ answer)`, where the label is the
 * mixture of N(y, v) with weight 1 − a and N(0, 1) with weight a: mean `(1 − a) y`, variance `a + (1 − a) v + a (1 − a) y²`.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_VALUE`
 * @example new RegressorLeaf(64, 1, { rng }).forward({ branchFeatures, pooledFeatures }).loc // [batch, 1]
 */
export class RegressorLeaf extends Leaf<RegressorLeafOutput> {
  static readonly id: string = "cortex.RegressorLeaf";
  readonly inDim: number;
  readonly outDim: number;
  readonly answer = "loc";
  override readonly batchAxes: { readonly [name: string]: number } = { canonParam: 1 };
  override readonly weighsItself: boolean = true;
  readonly branchKey: string | undefined;
  readonly rootKey: string | undefined;
  readonly numLayers: number;
  readonly labelSmoothing: LabelSmoothing;
  readonly nominalLabelVar: number;
  readonly varLb: number;
  readonly outcomeTransform: Standardize | undefined;
  readonly encoder: readonly Module[];

  constructor(inDim: number, outDim: number, options: RegressorLeafOptions) {
    super();
    const where = "RegressorLeaf";
    checkOptions(where, options, OPTIONS);
    const { branchKey, rootKey, numLayers = 0, outcomeTransform, labelSmoothing = 0, nominalLabelVar = 0.0625, varLb = 1e-4 } = options;
    for (const [option, value] of Object.entries({ nominalLabelVar, varLb }))
      if (!(value > 0)) throw invalidOption({ where, option, got: value, expected: "a positive number" });
    if (outcomeTransform !== undefined && outcomeTransform.outcomes !== outDim)
      throw shapeMismatch({
        where,
        problem: "the outcome transform does not fit",
        expected: `${outDim} outcomes`,
        got: outcomeTransform.outcomes,
      });
    this.inDim = positiveInteger(where, "inDim", inDim);
    this.outDim = positiveInteger(where, "outDim", outDim);
    this.branchKey = branchKey;
    this.rootKey = rootKey;
    this.numLayers = numLayers;
    this.labelSmoothing = checkSmoothing(where, labelSmoothing);
    this.nominalLabelVar = nominalLabelVar;
    this.varLb = varLb;
    this.outcomeTransform = outcomeTransform;
    this.encoder = leafEncoder(inDim, 2 * outDim, { rng: requiredRng(where, options.rng), numLayers });
  }

  static fromJSON(config: JsonObject): Leaf {
    const { inDim, outDim, ...rest } = readConfig("cortex.RegressorLeaf", config, REGRESSOR_CONFIG);
    return new RegressorLeaf(inDim, outDim, readRegressorOptions(rest));
  }

  override config(): JsonObject {
    const { inDim, outDim, branchKey, rootKey, numLayers, labelSmoothing, nominalLabelVar, varLb, outcomeTransform } = this;
    const keys = { branchKey: branchKey ?? null, rootKey: rootKey ?? null };
    return {
      inDim,
      outDim,
      ...keys,
      numLayers,
      labelSmoothing,
      nominalLabelVar,
      varLb,
      outcomeTransform: outcomeTransform?.config() ?? null,
    };
  }

  protected outputs({ pooledFeatures }: BranchOutputs): RegressorLeafOutput {
    return this.answerOf(pooledFeatures);
  }

  protected answerOf(features: Tensor): RegressorLeafOutput {
    if (features.shape.at(-1) !== this.inDim)
      throw shapeMismatch({
        where: this.constructor.name,
        problem: "the features do not fit",
        expected: `[.., ${this.inDim}]`,
        got: features.shape,
      });
    return this.transformOutput(this.encoder.reduce((x, layer) => layer.forward(x), features));
  }

  /** Two numbers for each output, as the encoder gives them, to the Gaussian that they stand for; owned by the caller. */
  transformOutput(x: Tensor): RegressorLeafOutput {
    return tidy(() => {
      const { loc, scale, canonParam } = naturalGaussian(x, this.varLb);
      const transform = this.outcomeTransform;
      return transform === undefined
        ? { loc, scale, canonParam }
        : { loc: transform.untransform(loc), scale: transform.untransformScale(scale), canonParam };
    });
  }

  loss({ canonParam }: RegressorLeafOutput, rootOutputs?: RootOutputs, targets?: Tensor): Tensor {
    const alpha = this.labelSmoothing === "corrupt_frac" ? corruptFracOf(rootOutputs) : this.labelSmoothing;
    return tidy(() => this.lossOf(canonParam, requiredTargets(targets), alpha));
  }

  /** The loss of `[2, .., out]` natural parameters with labels of the shape `[.., out]`. */
  protected lossOf(canonParam: Tensor, targets: Tensor, alpha: number | Tensor): Tensor {
    if (targets.shape.join() !== canonParam.shape.slice(1).join())
      throw shapeMismatch({
        where: this.constructor.name,
        problem: "the targets do not fit",
        expected: `[${canonParam.shape.slice(1).join(", ")}]`,
        got: targets.shape,
      });
    const y = this.outcomeTransform?.forward(targets) ?? targets;
    const none = typeof alpha === "number" ? alpha <= 0 : alpha.dataSync().every((share) => share <= 0);
    if (none) return diagNaturalGaussianNll(canonParam, y);
    return mean(diagNaturalGaussianKlDivergence(this.#smoothed(y, alpha), canonParam));
  }

  async evaluate({ loc, scale }: RegressorLeafOutput, targets?: Tensor): Promise<Record<string, number>> {
    return regressionFigures({ loc, scale }, requiredTargets(targets));
  }

  #smoothed(y: Tensor, alpha: number | Tensor): Tensor {
    const a = typeof alpha === "number" ? alpha : reshape(alpha, [-1, ...y.shape.slice(1).map(() => 1)]);
    const rest = sub(1, a);
    const centre = mul(rest, y);
    const variance = add(add(a, mul(rest, this.nominalLabelVar)), mul(mul(a, rest), square(y)));
    return stack([div(centre, variance), div(-0.5, variance)]);
  }
}

export const REGRESSOR_CONFIG = {
  inDim: "number",
  outDim: "number",
  branchKey: "json",
  rootKey: "json",
  numLayers: "number",
  labelSmoothing: "json",
  nominalLabelVar: "number",
  varLb: "number",
  outcomeTransform: "json",
} as const;

/** Constructor options from a file's config; the constructors check the values. */
export function readRegressorOptions({
  branchKey,
  rootKey,
  labelSmoothing,
  outcomeTransform,
  ...rest
}: {
  readonly branchKey: unknown;
  readonly rootKey: unknown;
  readonly labelSmoothing: unknown;
  readonly outcomeTransform: unknown;
  readonly numLayers: number;
  readonly nominalLabelVar: number;
  readonly varLb: number;
}): RegressorLeafOptions {
  // prettier-ignore
  const keys = { ...(typeof branchKey === "string" ? { branchKey } : {}), ...(typeof rootKey === "string" ? { rootKey } : {}) };
  const transform = outcomeTransform === null ? {} : { outcomeTransform: Standardize.fromJSON(outcomeTransform as JsonObject) };
  return { ...rest, ...keys, ...transform, labelSmoothing: labelSmoothing as LabelSmoothing, rng: createRng(0) };
}

export function requiredTargets(targets: Tensor | undefined): Tensor {
  if (targets instanceof Tensor) return targets;
  throw invalidValue({ where: "RegressorLeaf", problem: "there are no targets", expected: "numbers [batch, out]" });
}
