import { Tensor, add, cast, div, equal, expandDims, fill, gather, matMul, mul, neg, notEqual, onesLike, relu, reshape, sub, sum, tidy, where, zerosLike } from "@tensorflow/tfjs-core"; // prettier-ignore
import { checkOptions, invalidOption, logSoftmax, pickedLogSoftmax, shapeMismatch } from "@surenet/tensor-backend";
import { type Reduction, checkReduction, reduce } from "../reduction/reduction.ts";
import { checkIndices } from "./check-indices.ts";
import { classLast } from "./class-last.ts";

export interface CrossEntropyOptions {
  /** `[C]`: a factor for each class. */
  readonly weight?: Tensor | undefined;
  /** Index targets of this value count nothing. */
  readonly ignoreIndex?: number;
  readonly reduction?: Reduction;
  /** ε in [0, 1]: the target becomes `(1 - ε) y + ε / C`. A tensor of the target indices' shape gives every sample its own. */
  readonly labelSmoothing?: number | Tensor;
  /** The mean over targets of which none counts: torch's 0/0, or 0. */
  readonly allIgnored?: "nan" | "zero";
  /** Deprecated in torch; `reduce: false` means `"none"`, else `sizeAverage: false` means `"sum"`. Read only without `reduction`. */
  readonly reduce?: boolean;
  readonly sizeAverage?: boolean;
  /** The axis of the classes for inputs of rank 2 or more; rank 1 has only one. */
  readonly classAxis?: number;
}

/**
 * Cross entropy between logits and a class index or a distribution over classes.
 *
 * With `p = softmax(x)`, class weights w and smoothing ε:
 * index targets `ℓ = -(1 - ε) w_y log p_y - (ε/C) Σ_c w_c log p_c`, and the mean divides by `Σ w_y` over the targets that count;
 * distributions `ℓ = -Σ_c w_c ((1 - ε) y_c + ε/C) log p_c`, and the mean divides by the number of samples.
 * When every index is ignored the mean is NaN (0/0), or 0 with `allIgnored: "zero"`.
 *
 * @param input logits `[C]`, `[N, C]` or `[N, C, d1..dK]` (classes on `classAxis`)
 * @param target int32 indices of the input's shape without the class axis, or probabilities of the input's shape
 * @returns a scalar, or the shape of index targets with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`; `E_VALUE` for an index outside [0, C) that is not `ignoreIndex`
 * @example crossEntropy(tensor([[0, 0]]), tensor1d([1], "int32")) // log 2 = 0.6931
 * @see torch.nn.CrossEntropyLoss, whose documented formula this is
 */
export function crossEntropy(input: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const {
    weight,
    ignoreIndex = -100,
    reduction = "mean",
    labelSmoothing = 0,
    allIgnored = "nan",
    classAxis = 1,
  } = checkCrossEntropyOptions("crossEntropy", options);
  const axis = input.rank === 1 ? 0 : classAxis < 0 ? classAxis + input.rank : classAxis;
  const classes = input.shape[axis];
  if (input.rank === 0 || classes === undefined)
    throw shapeMismatch({ where: "crossEntropy", expected: `classes on axis ${classAxis}`, got: input.shape });
  if (weight !== undefined && (weight.rank !== 1 || weight.shape[0] !== classes)) {
    throw shapeMismatch({ where: "crossEntropy", problem: "the class weights do not fit", expected: `[${classes}]`, got: weight.shape });
  }
  const sampleShape = input.shape.filter((_, i) => i !== axis);
  const isDistribution = target.dtype !== "int32" && target.shape.join() === input.shape.join();
  if (!isDistribution && target.shape.join() !== sampleShape.join()) {
    throw shapeMismatch({
      where: "crossEntropy",
      problem: `the target does not fit an input of shape [${input.shape.join(", ")}]`,
      expected: `indices [${sampleShape.join(", ")}] or probabilities [${input.shape.join(", ")}]`,
      got: target.shape,
    });
  }
  if (typeof labelSmoothing !== "number" && labelSmoothing.shape.join() !== sampleShape.join()) {
    throw shapeMismatch({
      where: "crossEntropy",
      problem: "labelSmoothing does not have one number for each sample",
      expected: `[${sampleShape.join(", ")}]`,
      got: labelSmoothing.shape,
    });
  }
  if (isDistribution && ignoreIndex >= 0) {
    throw invalidOption({
      where: "crossEntropy",
      option: "ignoreIndex",
      got: ignoreIndex,
      expected: "nothing with probabilities, which have no index to ignore",
    });
  }
  if (!isDistribution) checkIndices("crossEntropy", target, classes, ignoreIndex);

  return tidy(() => {
    const rows = classLast(input, axis);
    const smoothing = typeof labelSmoothing === "number" ? labelSmoothing : reshape(labelSmoothing, [-1]);
    if (isDistribution) {
      const losses = weightedSum(smoothed(classLast(target, axis), smoothing, classes), logSoftmax(rows), weight);
      const perSample = reshape(losses, sampleShape);
      return reduction === "mean" ? div(sum(perSample), perSample.size) : reduce(perSample, reduction);
    }
    const indices = reshape(target, [-1]);
    const counts = notEqual(indices, ignoreIndex);
    const own = where(counts, indices, fill(indices.shape, -1, "int32")); // nothing is picked where nothing counts
    const factors = weight === undefined ? cast(counts, "float32") : mul(gather(weight, relu(own)), cast(counts, "float32"));
    const losses = indexLosses(rows, own, { weight, factors, smoothing });
    const counted = where(counts, losses, zerosLike(losses));
    if (reduction !== "mean") return reduce(reshape(counted, sampleShape), reduction);
    const total = sum(factors);
    return div(sum(counted), allIgnored === "zero" ? where(equal(total, 0), onesLike(total), total) : total); // nothing over 1 is 0
  });
}

/** `-(1 - ε) w_y log p_y - (ε/C) Σ_c w_c log p_c` of each row; without smoothing no row of probabilities is ever made. */
function indexLosses(
  rows: Tensor,
  own: Tensor,
  { weight, factors, smoothing }: { weight: Tensor | undefined; factors: Tensor; smoothing: number | Tensor },
): Tensor {
  const [, classes = 1] = rows.shape;
  const losses = neg(mul(factors, pickedLogSoftmax(rows, own)));
  if (smoothing === 0) return losses;
  const logP = logSoftmax(rows);
  const spread = weight === undefined ? sum(logP, 1) : reshape(matMul(logP, reshape(weight, [-1, 1])), [-1]);
  return sub(mul(losses, sub(1, smoothing)), mul(spread, div(smoothing, classes)));
}

/** {@link crossEntropy} with its options held. */
export class CrossEntropyLoss {
  readonly options: CrossEntropyOptions;

  constructor(options: CrossEntropyOptions = {}) {
    this.options = checkCrossEntropyOptions("CrossEntropyLoss", options);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return crossEntropy(input, target, this.options);
  }

  /** {@link forward} under the reference's name. */
  update(input: Tensor, target: Tensor): Tensor {
    return this.forward(input, target);
  }
}

function checkCrossEntropyOptions(where: string, options: CrossEntropyOptions): CrossEntropyOptions {
  checkOptions(where, options, [
    "weight",
    "ignoreIndex",
    "reduction",
    "labelSmoothing",
    "allIgnored",
    "reduce",
    "sizeAverage",
    "classAxis",
  ]);
  if (options.reduction !== undefined) checkReduction(where, options.reduction);
  const { labelSmoothing = 0, ignoreIndex = -100, allIgnored = "nan" } = options;
  if (typeof labelSmoothing === "number" ? !(labelSmoothing >= 0 && labelSmoothing <= 1) : !(labelSmoothing instanceof Tensor)) {
    throw invalidOption({ where, option: "labelSmoothing", got: labelSmoothing, expected: "a number in [0, 1], or a tensor of them" });
  }
  if (allIgnored !== "nan" && allIgnored !== "zero")
    throw invalidOption({ where, option: "allIgnored", got: allIgnored, expected: '"nan" or "zero"' });
  if (!Number.isInteger(ignoreIndex)) throw invalidOption({ where, option: "ignoreIndex", got: ignoreIndex, expected: "an integer" });
  const { reduce: reduced = true, sizeAverage = true, ...rest } = options;
  return { ...rest, reduction: options.reduction ?? (reduced ? (sizeAverage ? "mean" : "sum") : "none") };
}

/** `-Σ_c w_c y_c log p_c` of each row; a class with target 0 counts nothing even where log p is -∞. */
function weightedSum(targets: Tensor, logP: Tensor, weight: Tensor | undefined): Tensor {
  const weighted = weight === undefined ? targets : mul(targets, weight);
  return neg(sum(where(notEqual(weighted, 0), mul(weighted, logP), zerosLike(logP)), -1));
}

function smoothed(target: Tensor, smoothing: number | Tensor, classes: number): Tensor {
  if (smoothing === 0) return target;
  const share = typeof smoothing === "number" ? smoothing : expandDims(smoothing, 1);
  return add(mul(target, sub(1, share)), div(share, classes));
}
