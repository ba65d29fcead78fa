import { Tensor, tensor, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption, invalidValue, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, Linear, type Module, type Parameter, positiveInteger, readConfig, requiredRng, softmax, xavierUniform } from "@surenet/nn"; // prettier-ignore
import type { BranchOutputs, RootOutputs } from "../tree/outputs.ts";
import { classificationFigures } from "./classification-figures.ts";
import { crossEntropyWithPerSampleSmoothing } from "./cross-entropy-with-per-sample-smoothing.ts";
import { Leaf } from "./leaf.ts";
import { leafEncoder } from "./leaf-encoder.ts";
import { type TiedLinear } from "./tied-linear.ts";

export type ClassifierLeafOutput = {
  /** `[.., classes]` */
  readonly logits: Tensor;
};

/** A share of every label that goes to all classes; `"corrupt_frac"` takes the share of each sample's input that was corrupted. */
export type LabelSmoothing = number | "corrupt_frac";

export interface ClassifierLeafOptions {
  readonly rng: Rng;
  /** The branch that feeds the leaf, for readers; on a tree the description says so. */
  readonly branchKey?: string;
  /** The root whose corrupted share smooths labels; on a tree by default the first that feeds the leaf. */
  readonly rootKey?: string;
  /** Hidden layers of the input's width, each with a ReLU. */
  readonly numLayers?: number;
  readonly lastLayerBias?: boolean;
  readonly labelSmoothing?: LabelSmoothing;
  /** Normalises the features first. */
  readonly layernorm?: boolean;
}

export const CLASSIFIER_OPTIONS: readonly string[] = [
  "rng",
  "branchKey",
  "rootKey",
  "numLayers",
  "lastLayerBias",
  "labelSmoothing",
  "layernorm",
];

/**
 * Answers which class a sample is of.
 *
 * `logits = linear(relu(linear(… norm(pooled))))`; the loss is {@link crossEntropyWithPerSampleSmoothing}.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new ClassifierLeaf(64, 10, { rng }).forward({ branchFeatures, pooledFeatures }).logits // [batch, 10]
 */
export class ClassifierLeaf extends Leaf<ClassifierLeafOutput> {
  static readonly id: string = "cortex.ClassifierLeaf";
  readonly inDim: number;
  readonly numClasses: number;
  readonly answer = "logits";
  readonly branchKey: string | undefined;
  readonly rootKey: string | undefined;
  readonly numLayers: number;
  readonly layernorm: boolean;
  readonly labelSmoothing: LabelSmoothing;
  readonly encoder: readonly Module[];

  constructor(inDim: number, numClasses: number, options: ClassifierLeafOptions) {
    super();
    const where = "ClassifierLeaf";
    checkOptions(where, options, CLASSIFIER_OPTIONS);
    const { branchKey, rootKey, numLayers = 0, lastLayerBias = true, labelSmoothing = 0, layernorm = false } = options;
    this.inDim = positiveInteger(where, "inDim", inDim);
    this.numClasses = positiveInteger(where, "numClasses", numClasses);
    this.branchKey = branchKey;
    this.rootKey = rootKey;
    this.numLayers = numLayers === 0 ? 0 : positiveInteger(where, "numLayers", numLayers);
    this.layernorm = layernorm;
    this.labelSmoothing = checkSmoothing(where, labelSmoothing);
    this.encoder = leafEncoder(inDim, numClasses, { rng: requiredRng(where, options.rng), numLayers, lastLayerBias, layernorm });
  }

  static fromJSON(config: JsonObject): Leaf {
    const { inDim, numClasses, ...rest } = readConfig("cortex.ClassifierLeaf", config, CLASSIFIER_CONFIG);
    return new ClassifierLeaf(inDim, numClasses, readClassifierOptions(rest));
  }

  override config(): JsonObject {
    const { inDim, numClasses, branchKey, rootKey, numLayers, layernorm, labelSmoothing } = this;
    const lastLayerBias = this.lastLayer.bias !== undefined;
    return {
      inDim,
      numClasses,
      branchKey: branchKey ?? null,
      rootKey: rootKey ?? null,
      numLayers,
      lastLayerBias,
      labelSmoothing,
      layernorm,
    };
  }

  get lastLayer(): TiedLinear {
    return this.encoder.at(-1) as TiedLinear; // leafEncoder puts one there
  }

  protected outputs({ pooledFeatures }: BranchOutputs): ClassifierLeafOutput {
    return { logits: this.encode(pooledFeatures) };
  }

  protected encode(features: Tensor): Tensor {
    if (features.shape.at(-1) !== this.inDim)
      throw shapeMismatch({
        where: this.constructor.name,
        problem: "the features do not fit",
        expected: `[.., ${this.inDim}]`,
        got: features.shape,
      });
    return this.encoder.reduce((x, layer) => layer.forward(x), features);
  }

  /** Makes the last weight one with another parameter `[classes, inDim]`, such as an embedding; the bias stays its own. */
  tieLastLayerWeight(weight: Parameter): void {
    this.lastLayer.tie(weight);
  }

  /** Gives the last layer a weight of its own again, which starts as a copy. */
  untieLastLayerWeight(): void {
    this.lastLayer.untie();
  }

  /** `softmax(logits)` of a branch's outputs, owned by the caller. */
  classProbs(branch: BranchOutputs): Tensor {
    return tidy(() => softmax(this.outputs(branch).logits));
  }

  /** Classes drawn by their probabilities: int32 `[samples, ..]`, owned by the caller. */
  sample(branch: BranchOutputs, samples: number, { rng }: { readonly rng: Rng }): Tensor {
    const probs = this.classProbs(branch);
    const table = probs.dataSync();
    const rows = probs.size / this.numClasses;
    const drawn = Int32Array.from({ length: samples * rows }, (_, at) => {
      const from = (at % rows) * this.numClasses;
      return rng.values.categorical(1, { weights: table.subarray(from, from + this.numClasses) })[0] ?? 0;
    });
    const shape = [samples, ...probs.shape.slice(0, -1)];
    probs.dispose();
    return tensor(drawn, shape, "int32");
  }

  /**
   * @param targets int32 `[batch]`, or a list of class indices
   * @throws SurenetError `E_VALUE` when the labels are to be smoothed by a corrupted share that the root does not give
   */
  loss({ logits }: ClassifierLeafOutput, rootOutputs?: RootOutputs, targets?: Tensor | readonly number[]): Tensor {
    const alpha = this.labelSmoothing === "corrupt_frac" ? corruptFracOf(rootOutputs) : this.labelSmoothing;
    return tidy(() => crossEntropyWithPerSampleSmoothing(logits, classTargets(targets), alpha));
  }

  /**
   * `nll` and `acc` (of equal scores the lowest class counts), and of two classes `false_positive = #(t=0, p=1) / #(t=0)` and `false_negative = #(t=1, p=0) / #(t=1)`:
   * NaN where the batch has no sample of the class, for then there is no rate.
   */
  async evaluate({ logits }: ClassifierLeafOutput, targets?: Tensor | readonly number[]): Promise<Record<string, number>> {
    return classificationFigures(
      logits,
      tidy(() => classTargets(targets).dataSync()),
    );
  }

  /** Starts afresh: Xavier uniform weights and zero biases in every linear layer. */
  initialize({ rng }: { readonly rng: Rng }): void {
    for (const layer of this.encoder) {
      if (!(layer instanceof Linear)) continue;
      tidy(() => layer.weight.assign(xavierUniform(layer.weight.shape, { rng })));
      const { bias } = layer;
      if (bias !== undefined) tidy(() => bias.assign(zerosLike(bias.variable)));
    }
  }
}

export const CLASSIFIER_CONFIG = {
  inDim: "number",
  numClasses: "number",
  branchKey: "json",
  rootKey: "json",
  numLayers: "number",
  lastLayerBias: "boolean",
  labelSmoothing: "json",
  layernorm: "boolean",
} as const;

/** Constructor options from a file's config; the constructor checks the values. */
export function readClassifierOptions({
  branchKey,
  rootKey,
  labelSmoothing,
  ...rest
}: {
  readonly branchKey: unknown;
  readonly rootKey: unknown;
  readonly labelSmoothing: unknown;
  readonly numLayers: number;
  readonly lastLayerBias: boolean;
  readonly layernorm: boolean;
}): ClassifierLeafOptions {
  // prettier-ignore
  const keys = { ...(typeof branchKey === "string" ? { branchKey } : {}), ...(typeof rootKey === "string" ? { rootKey } : {}) };
  return { ...rest, ...keys, labelSmoothing: labelSmoothing as LabelSmoothing, rng: createRng(0) };
}

export function checkSmoothing(where: string, labelSmoothing: LabelSmoothing): LabelSmoothing {
  if (typeof labelSmoothing === "number" ? Number.isFinite(labelSmoothing) : labelSmoothing === "corrupt_frac") return labelSmoothing;
  throw invalidOption({ where, option: "labelSmoothing", got: labelSmoothing, expected: 'a number or "corrupt_frac"' });
}

/** The corrupted shares of a root's samples. */
export function corruptFracOf(rootOutputs: RootOutputs | undefined): Tensor {
  const frac = rootOutputs?.corruptFrac;
  if (frac instanceof Tensor) return frac;
  throw invalidValue({
    where: "loss",
    problem: 'labels smoothed by "corrupt_frac" need a root that says how much it corrupted',
    expected: "rootOutputs.corruptFrac [batch]",
    got: frac,
    fix: "Pass the outputs of a sequence root, or a number as labelSmoothing.",
  });
}

function classTargets(targets: Tensor | readonly number[] | undefined): Tensor {
  if (targets === undefined)
    throw invalidValue({ where: "ClassifierLeaf", problem: "there are no targets", expected: "class indices [batch]" });
  return targets instanceof Tensor ? targets : tensor([...targets], [targets.length], "int32");
}
