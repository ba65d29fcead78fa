import { type Tensor, add, div, exp, expm1, gather, log, maximum, mul, neg, reshape, sigmoid, softplus, sub, sum, tidy } from "@tensorflow/tfjs-core"; // prettier-ignore
import { type Reduction, crossEntropy, reduce } from "@surenet/losses";
import { SurenetError, invalidOption, shapeMismatch, unsupported } from "@surenet/tensor-backend";
import { alignTarget } from "../samples/align-target.ts";
import { foldClasses } from "../samples/fold-classes.ts";
import { SampledLoss, type SampledLossOptions } from "../samples/sampled-loss.ts";

export type FocalTask = "binary" | "multiclass";

export interface FocalLossOptions extends SampledLossOptions {
  /** How much what is already right counts less; 0 is cross entropy. */
  readonly gamma?: number;
  /** Checked against the predictions of a multiclass task. */
  readonly numClasses?: number;
  /** `[classes]`, multiclass only: a factor for each; the mean divides by the factors of the targets. */
  readonly weight?: Tensor;
}

const SMALLEST = 1.2e-38; // the smallest normal float32: below it a factor has no slope, so that γ < 1 gives no 0 · ∞

/**
 * The focal loss of logits: `w_y (1 - p_t)^γ · -log p_t`, with `p_t` the probability of the target, for every sample.
 *
 * @throws SurenetError `E_OPTION` for an unknown task; `E_UNSUPPORTED` for class weights in a binary task; from `forward` `E_SHAPE`, `E_DTYPE`, `E_VALUE`
 * @see Lin et al. 2017, "Focal loss for dense object detection", eq. 4
 * @example new FocalLoss("multiclass").forward(zeros([8, 4, 2]), tensor([0, 1, 1, 0], [4], "int32")) // 0.5² log 2 = 0.1733
 */
export class FocalLoss extends SampledLoss<FocalLossOptions> {
  readonly task: FocalTask;
  readonly gamma: number;

  constructor(task: FocalTask, options: FocalLossOptions = {}) {
    super("FocalLoss", options, ["gamma", "numClasses", "weight"]);
    const { gamma = 2, weight } = options;
    if (task !== "binary" && task !== "multiclass")
      throw invalidOption({ where: "FocalLoss", option: "task", got: task, expected: '"binary" or "multiclass"' });
    if (!(gamma >= 0 && gamma < Infinity))
      throw invalidOption({ where: "FocalLoss", option: "gamma", got: gamma, expected: "a number >= 0" });
    if (task === "binary" && weight !== undefined)
      throw unsupported({ where: "FocalLoss", problem: "a binary task has no classes to weigh", fix: 'Use the task "multiclass".' });
    this.task = task;
    this.gamma = gamma;
  }

  reduced(pred: Tensor, target: Tensor, reduction: Reduction): Tensor {
    return tidy(() => (this.task === "binary" ? this.#binary(pred, target, reduction) : this.#multiclass(pred, target, reduction)));
  }

  /** Targets may lie between 0 and 1: `p_t = p y + (1 - p)(1 - y)`, times the cross entropy of the two. */
  #binary(pred: Tensor, target: Tensor, reduction: Reduction): Tensor {
    needs("float32", target, "binary targets are numbers in [0, 1]");
    const y = alignTarget("FocalLoss", pred, target);
    const other = sub(1, y);
    const missed = add(mul(y, sigmoid(neg(pred))), mul(other, sigmoid(pred))); // 1 - p_t
    const cross = add(mul(y, softplus(neg(pred))), mul(other, softplus(pred)));
    return reduce(mul(this.#modulation(missed), cross), reduction);
  }

  #multiclass(pred: Tensor, target: Tensor, reduction: Reduction): Tensor {
    needs("int32", target, "multiclass targets are class numbers");
    const { weight, numClasses } = this.options;
    const { lead, ...folded } = foldClasses("FocalLoss", pred, target);
    const classes = folded.pred.shape[folded.pred.rank === 1 ? 0 : 1];
    if (numClasses !== undefined && numClasses !== classes)
      throw shapeMismatch({ where: "FocalLoss", expected: `${numClasses} classes`, got: pred.shape });
    const cross = crossEntropy(folded.pred, folded.target, { reduction: "none" }); // -log p_t
    const losses = mul(this.#modulation(neg(expm1(neg(cross)))), cross); // 1 - e^{-cross}, exact where p_t is near 1
    const factors = weight && reshape(gather(weight, reshape(folded.target, [-1])), losses.shape);
    const weighted = factors === undefined ? losses : mul(losses, factors);
    if (reduction === "mean" && factors !== undefined) return div(sum(weighted), sum(factors));
    if (reduction !== "none") return reduce(weighted, reduction);
    return reshape(weighted, [...lead, ...losses.shape.slice(folded.pred.rank === 1 ? 0 : 1)]);
  }

  #modulation(missed: Tensor): Tensor {
    return exp(mul(log(maximum(missed, SMALLEST)), this.gamma));
  }
}

function needs(dtype: "float32" | "int32", target: Tensor, problem: string): void {
  if (target.dtype !== dtype) throw new SurenetError("E_DTYPE", { where: "FocalLoss", problem, expected: dtype, got: target.dtype });
}
