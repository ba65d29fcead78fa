import { type Scalar, type Tensor, add, cast, div, expandDims, grad, maximum, mean, mul, neg, notEqual, reshape, sqrt, sub, sum, tensor, tidy, zerosLike } from "@tensorflow/tfjs-core"; // prettier-ignore
import { type Rng, checkOptions, invalidValue, logSoftmax } from "@surenet/tensor-backend";
import { positiveInteger, softmax } from "@surenet/nn";
import { SequenceRoot } from "../roots/sequence-root.ts";
import type { NeuralTree } from "../tree/neural-tree.ts";
import type { TreeOutputs, TrunkOutputs } from "../tree/outputs.ts";
import { approximateOcclusion } from "./occlusion.ts";

export interface GuidedEditsOptions {
  readonly rng: Rng;
  readonly rootKey: string;
  /** The denoising language model's task, which says what may stand where. */
  readonly languageTask: string;
  /** Tasks that the objective reads. */
  readonly objectiveTasks: readonly string[];
  /** What is to grow, of the tasks' outputs: `[batch]`, differentiable. */
  readonly objective: (outputs: TreeOutputs) => Tensor;
  /** Positions of a text that are edited. */
  readonly edits?: number;
  /** How much the root's corruption damages an edited position before the language model names it anew: 1 masks it, with Gaussian noise less keeps a trace. */
  readonly corruptFrac?: number;
  readonly guidanceSteps?: number;
  /** How far the trunk's features of an edited position move in a step, in units of their own length. */
  readonly stepSize?: number;
  /** Share of the loss that keeps the guided tokens close to what the language model would say. */
  readonly klWeight?: number;
  /** Of the choice of positions and of tokens: towards 0 the best alone. */
  readonly temperature?: number;
}

const OPTIONS = [
  "rng",
  "rootKey",
  "languageTask",
  "objectiveTasks",
  "objective",
  "edits",
  "corruptFrac",
  "guidanceSteps",
  "stepSize",
  "klWeight",
  "temperature",
];

/**
 * Edits texts towards an objective, in the manner of LaMBO-2 (Gruver et al. 2023): where a blank would raise the objective most, tokens are corrupted as the root does; the trunk's features there follow the
 * objective's gradient, held back by the language model; and the language model says which tokens the moved features stand for.
 *
 * Minimises `(1 − λ)(−objective) + λ KL(guided ‖ unguided)` over an addition to the trunk's features at the edited positions, by normalised gradient steps, and draws tokens after every step.
 *
 * @param tokens int32 `[batch, length]`, borrowed
 * @returns after every step one edited text for each: rows of token numbers
 * @throws SurenetError `E_OPTION`, `E_VALUE`
 */
export function guidedEdits(tree: NeuralTree, tokens: Tensor, options: GuidedEditsOptions): Int32Array[] {
  checkOptions("guidedEdits", options, OPTIONS);
  const { rng, rootKey, guidanceSteps = 4, stepSize = 0.5 } = options;
  const root = tree.node("roots", rootKey);
  if (!(root instanceof SequenceRoot))
    throw invalidValue({ where: "guidedEdits", problem: `roots.${rootKey} is no root of sequences`, got: root.constructor.name });
  if (root.corruption === undefined)
    throw invalidValue({
      where: "guidedEdits",
      problem: `roots.${rootKey} corrupts nothing, so that nothing can be named anew`,
      expected: "a root with a corruption process",
    });
  positiveInteger("guidedEdits", "guidanceSteps", guidanceSteps);
  const { training } = tree;
  tree.eval();
  try {
    const places = editPlaces(tree, root, tokens, options);
    const [batch = 0, length = 0] = tokens.shape;
    const source = Int32Array.from(tokens.dataSync());
    const edited: Int32Array[] = [];
    tidy(() => {
      const guide = new Guide(tree, options, tokens, tensor(Float32Array.from(places), [batch, length]));
      let delta: Tensor = zerosLike(guide.features);
      for (let i = 0; i < guidanceSteps; i++) {
        delta = guide.move(delta, stepSize);
        edited.push(...drawTokens(guide.tokenProbs(delta), source, { places, root, rng, temperature: options.temperature ?? 1 }));
      }
    });
    return edited;
  } finally {
    tree.train(training);
  }
}

/** The forward from the trunk on, for masked texts. Lives in a tidy. */
class Guide {
  readonly features: Tensor;
  readonly #tree: NeuralTree;
  readonly #options: GuidedEditsOptions;
  readonly #trunkKey: string;
  readonly #trunk: TrunkOutputs;
  readonly #places: Tensor;
  readonly #base: Tensor;

  constructor(tree: NeuralTree, options: GuidedEditsOptions, tokens: Tensor, places: Tensor) {
    const trunkKey = tree.pathOf(options.languageTask).findLast(([kind]) => kind === "trunks")?.[1] ?? "";
    const input = { tgtTokIdxs: tokens, corruptFrac: options.corruptFrac ?? 1, corruptionAllowed: places };
    const outputs = tree.forward({ [options.rootKey]: input }, { leafKeys: [options.languageTask] });
    this.#tree = tree;
    this.#options = options;
    this.#trunkKey = trunkKey;
    this.#trunk = outputs.trunks[trunkKey] as TrunkOutputs; // the language task's path leads through it
    this.#places = places;
    this.features = this.#trunk.trunkFeatures;
    this.#base = logSoftmax(outputs.leaves[options.languageTask]?.["logits"] as Tensor);
  }

  /** One normalised step along the gradient of what is to shrink; only edited positions move. */
  move(delta: Tensor, stepSize: number): Tensor {
    return tidy(() => {
      const slope = mul(grad((d: Tensor) => this.#loss(d))(delta), expandDims(this.#places, -1));
      const length = (x: Tensor): Tensor => maximum(sqrt(sum(mul(x, x), -1, true)), SHORTEST);
      return sub(delta, mul(mul(slope, stepSize), div(length(this.features), length(slope))));
    });
  }

  /** What the language model says of the moved features: `[batch, length, vocabulary]`. */
  tokenProbs(delta: Tensor): Tensor {
    return tidy(() => softmax(this.#forward(delta, [this.#options.languageTask]).leaves[this.#options.languageTask]?.["logits"] as Tensor));
  }

  #forward(delta: Tensor, leafKeys: readonly string[]): TreeOutputs {
    const moved = { ...this.#trunk, trunkFeatures: add(this.features, delta) };
    return this.#tree.forward({}, { leafKeys, trunkOutputs: { [this.#trunkKey]: moved } });
  }

  #loss(delta: Tensor): Scalar {
    const { languageTask, objectiveTasks, objective, klWeight = 0.25 } = this.#options;
    const outputs = this.#forward(delta, [languageTask, ...objectiveTasks]);
    const guided = logSoftmax(outputs.leaves[languageTask]?.["logits"] as Tensor);
    const each = sum(mul(softmax(guided), sub(guided, this.#base)), -1);
    const divergence = div(sum(mul(each, this.#places)), sum(this.#places));
    return add(mul(neg(mean(objective(outputs))), 1 - klWeight), mul(divergence, klWeight)) as Scalar;
  }
}

const SHORTEST = 1e-12; // a slope of zero moves nothing

/** 1 at the positions that are edited, `[batch · length]`: drawn by how much a blank there would raise the objective. */
function editPlaces(
  tree: NeuralTree,
  root: SequenceRoot,
  tokens: Tensor,
  { rootKey, objective, objectiveTasks, edits = 3, temperature = 1, rng }: GuidedEditsOptions,
): Uint8Array {
  // prettier-ignore
  const [batch = 0, length = 0] = tokens.shape;
  const source = tokens.dataSync();
  const scores = tidy(() => {
    const mask = cast(notEqual(tokens, root.tokenizer.paddingIndex), "float32");
    const score = (embeddings: Tensor): Tensor =>
      objective(tree.forward({ [rootKey]: { srcTokEmbs: embeddings, paddingMask: mask } }, { leafKeys: objectiveTasks }));
    const nothing = reshape(root.embed(tensor([root.tokenizer.maskIndex], [1], "int32")), [1, 1, root.embedDim]);
    return approximateOcclusion(score, root.embed(tokens), { nullEmbedding: nothing }).dataSync();
  });
  const places = new Uint8Array(batch * length);
  for (let b = 0; b < batch; b++) {
    const free = Array.from({ length }, (_, i) => i).filter((i) => root.tokenizer.isCorruptible(source[b * length + i] ?? 0));
    const own = free.map((i) => scores[b * length + i] ?? 0);
    const size = own.reduce((total, value) => total + Math.abs(value), 0) / Math.max(1, own.length);
    const top = Math.max(...own);
    const weights = own.map((value) => Math.exp((value - top) / (temperature * size + SHORTEST)));
    for (let k = 0; k < Math.min(edits, free.length); k++) {
      const at = rng.values.categorical(1, { weights })[0] ?? 0;
      places[b * length + (free[at] ?? 0)] = 1;
      weights[at] = 0;
    }
  }
  return places;
}

/** Texts whose edited positions hold tokens drawn from the probabilities, among those that corruption may touch. */
function drawTokens(
  probs: Tensor,
  source: Int32Array,
  {
    places,
    root,
    rng,
    temperature,
  }: { readonly places: Uint8Array; readonly root: SequenceRoot; readonly rng: Rng; readonly temperature: number },
): Int32Array[] {
  // prettier-ignore
  const [batch = 0, length = 0, vocabulary = 0] = probs.shape;
  const table = probs.dataSync();
  const out = source.slice();
  places.forEach((edited, at) => {
    if (edited !== 1) return;
    const row = table.subarray(at * vocabulary, (at + 1) * vocabulary);
    const weights = Array.from(row, (p, token) => (root.tokenizer.isCorruptible(token) ? p ** (1 / temperature) : 0));
    out[at] = rng.values.categorical(1, { weights })[0] ?? source[at] ?? 0;
  });
  return Array.from({ length: batch }, (_, b) => out.slice(b * length, (b + 1) * length));
}
