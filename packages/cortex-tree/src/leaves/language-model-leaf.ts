import { type Tensor, div, gather, mul, neg, reshape, slice, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidValue, pickedLogSoftmax } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import type { BranchOutputs, RootOutputs } from "../tree/outputs.ts";
import { classificationFigures } from "./classification-figures.ts";
import { CLASSIFIER_CONFIG, CLASSIFIER_OPTIONS, ClassifierLeaf, type ClassifierLeafOptions, type ClassifierLeafOutput, readClassifierOptions } from "./classifier-leaf.ts"; // prettier-ignore
import type { Leaf } from "./leaf.ts";

/** Logits and the tokens that they should have named, of the positions that count; both owned by the caller. */
export interface LanguageModelTargets {
  /** `[positions, vocabulary]` */
  readonly logits: Tensor;
  /** int32 `[positions]` */
  readonly targets: Tensor;
}

/**
 * A classifier of every position over a vocabulary, whose targets are tokens of its own input. Which positions count a subclass says.
 *
 * The loss is the mean of `−log p(token)` over the positions that count, NaN where none does (0/0). `perplexity = e^nll`.
 */
abstract class LanguageModelLeaf extends ClassifierLeaf {
  constructor(where: string, inDim: number, vocabSize: number, options: ClassifierLeafOptions) {
    checkOptions(where, options, CLASSIFIER_OPTIONS);
    super(inDim, vocabSize, { layernorm: true, ...options });
  }

  /** For every position of `logits` that may count: the token that should be named, and 1 or 0. */
  protected abstract aims(
    logits: Tensor,
    rootOutputs: RootOutputs,
  ): { readonly logits: Tensor; readonly targets: Tensor; readonly counts: Tensor };

  protected override outputs({ branchFeatures }: BranchOutputs): ClassifierLeafOutput {
    return { logits: this.encode(branchFeatures) };
  }

  override loss({ logits }: ClassifierLeafOutput, rootOutputs?: RootOutputs): Tensor {
    return tidy(() => {
      const aim = this.aims(logits, requiredRoot(rootOutputs));
      const counts = reshape(aim.counts, [-1]);
      const losses = neg(pickedLogSoftmax(reshape(aim.logits, [-1, this.numClasses]), reshape(aim.targets, [-1])));
      return div(sum(mul(losses, counts)), sum(counts));
    });
  }

  /** The positions that count, sample after sample. */
  formatted({ logits }: ClassifierLeafOutput, rootOutputs?: RootOutputs): LanguageModelTargets {
    return tidy(() => {
      const aim = this.aims(logits, requiredRoot(rootOutputs));
      const places = Array.from(aim.counts.dataSync()).flatMap((counts, i) => (counts === 0 ? [] : [i]));
      const at = tensor(places, [places.length], "int32");
      return { logits: gather(reshape(aim.logits, [-1, this.numClasses]), at), targets: gather(reshape(aim.targets, [-1]), at) };
    });
  }

  override async evaluate(
    outputs: ClassifierLeafOutput,
    _targets?: Tensor | readonly number[],
    rootOutputs?: RootOutputs,
  ): Promise<Record<string, number>> {
    // prettier-ignore
    const { logits, targets } = this.formatted(outputs, rootOutputs);
    const { nll = NaN, acc = NaN } = await classificationFigures(logits, await targets.data());
    logits.dispose();
    targets.dispose();
    return { nll, acc, perplexity: Math.exp(nll) };
  }
}

/**
 * Names the tokens that were corrupted: what it learns from needs no labels.
 *
 * @example new DenoisingLanguageModelLeaf(64, tokenizer.tokens.length, { rng }).loss(outputs, rootOutputs)
 */
export class DenoisingLanguageModelLeaf extends LanguageModelLeaf {
  static override readonly id: string = "cortex.DenoisingLanguageModelLeaf";

  constructor(inDim: number, vocabSize: number, options: ClassifierLeafOptions) {
    super("DenoisingLanguageModelLeaf", inDim, vocabSize, options);
  }

  static override fromJSON(config: JsonObject): Leaf {
    const { inDim, numClasses, ...rest } = readConfig("cortex.DenoisingLanguageModelLeaf", config, CLASSIFIER_CONFIG);
    return new DenoisingLanguageModelLeaf(inDim, numClasses, readClassifierOptions(rest));
  }

  protected aims(logits: Tensor, { tgtTokIdxs, isCorrupted }: RootOutputs): { logits: Tensor; targets: Tensor; counts: Tensor } {
    if (tgtTokIdxs === undefined || isCorrupted === undefined)
      throw invalidValue({
        where: "DenoisingLanguageModelLeaf",
        problem: "the root gave no tokens",
        expected: "rootOutputs.tgtTokIdxs and isCorrupted",
      });
    return { logits, targets: tgtTokIdxs, counts: isCorrupted };
  }
}

/**
 * Names the token after every token. It needs features that do not see what comes later: a causal branch on a causal root.
 *
 * @example new AutoregressiveLanguageModelLeaf(64, tokenizer.tokens.length, { rng }).loss(outputs, rootOutputs)
 */
export class AutoregressiveLanguageModelLeaf extends LanguageModelLeaf {
  static override readonly id: string = "cortex.AutoregressiveLanguageModelLeaf";

  constructor(inDim: number, vocabSize: number, options: ClassifierLeafOptions) {
    super("AutoregressiveLanguageModelLeaf", inDim, vocabSize, options);
  }

  static override fromJSON(config: JsonObject): Leaf {
    const { inDim, numClasses, ...rest } = readConfig("cortex.AutoregressiveLanguageModelLeaf", config, CLASSIFIER_CONFIG);
    return new AutoregressiveLanguageModelLeaf(inDim, numClasses, readClassifierOptions(rest));
  }

  protected aims(logits: Tensor, { tgtTokIdxs, paddingMask }: RootOutputs): { logits: Tensor; targets: Tensor; counts: Tensor } {
    if (tgtTokIdxs === undefined)
      throw invalidValue({
        where: "AutoregressiveLanguageModelLeaf",
        problem: "the root gave no tokens",
        expected: "rootOutputs.tgtTokIdxs",
      });
    const [batch = 0, length = 0, vocabulary = 0] = logits.shape;
    const later = (x: Tensor): Tensor => slice(x, [0, 1], [batch, length - 1]);
    const counts =
      paddingMask === undefined ? tensor(new Float32Array(batch * (length - 1)).fill(1), [batch, length - 1]) : later(paddingMask);
    return { logits: slice(logits, [0, 0, 0], [batch, length - 1, vocabulary]), targets: later(tgtTokIdxs), counts };
  }
}

function requiredRoot(rootOutputs: RootOutputs | undefined): RootOutputs {
  if (rootOutputs !== undefined) return rootOutputs;
  throw invalidValue({
    where: "LanguageModelLeaf",
    problem: "a language model finds its targets in its input",
    expected: "the root's outputs",
  });
}
