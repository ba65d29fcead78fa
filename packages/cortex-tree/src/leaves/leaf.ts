import { Tensor, tidy } from "@tensorflow/tfjs-core";
import { Module } from "@surenet/nn";
import type { BranchOutputs, LeafOutputs, RootOutputs } from "../tree/outputs.ts";

/**
 * What answers a task, and all that a tree asks of it: outputs, a loss, an evaluation. A leaf from any family (one that certifies, abstains or spikes) extends this class.
 *
 * On a tensor of pooled features a leaf is a plain module, whose output is the tensor that `answer` names.
 *
 * @example
 * class MyLeaf extends Leaf<{ logits: Tensor }> {
 *   readonly inDim = 64;
 *   readonly answer = "logits";
 *   readonly head = new Linear(64, 2, { rng });
 *   protected outputs({ pooledFeatures }: BranchOutputs) { return { logits: this.head.forward(pooledFeatures) }; }
 *   loss({ logits }, roots, targets) { return crossEntropy(logits, targets); }
 *   async evaluate({ logits }, targets) { return { acc: await accuracy(logits, targets) }; }
 * }
 */
export abstract class Leaf<Outputs extends LeafOutputs = LeafOutputs> extends Module {
  /** The width of the branch's features that it takes. */
  abstract readonly inDim: number;
  /** The output that a prediction is made of. */
  abstract readonly answer: keyof Outputs & string;
  /** Axes of the batch, for outputs that do not have it first. */
  readonly batchAxes: { readonly [name: string]: number } = {};
  /**
   * True for a loss that learns its own scale, such as the log density of a Gaussian with a learned variance: uncertainty weighting, which is the same idea for losses that do not,
   * then leaves it alone. Such a loss may be negative, and a learned factor before it would grow without end.
   */
  readonly weighsItself: boolean = false;

  /** Runs in a tidy. */
  protected abstract outputs(branch: BranchOutputs): Outputs;

  /**
   * A scalar, the mean over what is labelled; arguments are borrowed.
   *
   * @param rootOutputs of the root that feeds the leaf: corrupted shares, tokens
   * @param targets as the task has them; none for a task that finds them in its input
   */
  abstract loss(leafOutputs: Outputs, rootOutputs?: RootOutputs, targets?: Tensor): Tensor;

  /** Figures by name. */
  abstract evaluate(leafOutputs: Outputs, targets?: Tensor, rootOutputs?: RootOutputs): Promise<Record<string, number>>;

  forward(x: Tensor): Tensor;
  forward(branch: BranchOutputs): Outputs;
  forward(input: Tensor | BranchOutputs): Tensor | Outputs {
    if (!(input instanceof Tensor)) return tidy(() => this.outputs(input));
    return tidy(() => this.outputs({ branchFeatures: input, pooledFeatures: input })[this.answer] as Tensor); // every output is a tensor
  }
}
