import { type Tensor, cast, div, mul, neg, notEqual, oneHot, reshape, sum, tidy, where, zerosLike } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { checkReduction, reduce, type Reduction } from "../reduction/reduction.ts";
import { checkIndices } from "./check-indices.ts";
import { classLast } from "./class-last.ts";

export interface NllOptions {
  /** `[C]`: a factor for each class; the mean divides by the factors of the targets. */
  readonly weight?: Tensor | undefined;
  /** Targets of this value count nothing. */
  readonly ignoreIndex?: number;
  readonly reduction?: Reduction;
  readonly classAxis?: number;
}

/**
 * The negative log likelihood of class indices: `ℓ = -w_y log p_y`.
 *
 * @param logP log probabilities `[C]`, `[N, C]` or `[N, C, d1..dK]`
 * @param target int32 class indices of that shape without the class axis
 * @returns a scalar, or the target's shape with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`, `E_VALUE`
 * @example nllLoss(tensor([[-1, -2]]), tensor1d([1], "int32")) // 2
 * @see torch.nn.NLLLoss
 */
export function nllLoss(logP: Tensor, target: Tensor, options: NllOptions = {}): Tensor {
  const { weight, ignoreIndex = -100, reduction = "mean", classAxis = 1 } = checkNllOptions("nllLoss", options);
  const axis = logP.rank === 1 ? 0 : classAxis < 0 ? classAxis + logP.rank : classAxis;
  const classes = logP.shape[axis];
  const sampleShape = logP.shape.filter((_, i) => i !== axis);
  if (logP.rank === 0 || classes === undefined) {
    throw shapeMismatch({ where: "nllLoss", expected: `classes on axis ${classAxis}`, got: logP.shape });
  }
  if (target.shape.join() !== sampleShape.join()) {
    throw shapeMismatch({
      where: "nllLoss",
      problem: "the target does not fit",
      expected: `[${sampleShape.join(", ")}]`,
      got: target.shape,
    });
  }
  if (weight !== undefined && (weight.rank !== 1 || weight.shape[0] !== classes)) {
    throw shapeMismatch({ where: "nllLoss", problem: "the class weights do not fit", expected: `[${classes}]`, got: weight.shape });
  }
  checkIndices("nllLoss", target, classes, ignoreIndex);
  return tidy(() => {
    const indices = reshape(target, [-1]);
    const hot = cast(oneHot(indices, classes), "float32");
    const counted = mul(weight === undefined ? hot : mul(hot, weight), reshape(cast(notEqual(indices, ignoreIndex), "float32"), [-1, 1]));
    const rows = classLast(logP, axis);
    const losses = neg(sum(where(notEqual(counted, 0), mul(counted, rows), zerosLike(rows)), -1));
    return reduction === "mean" ? div(sum(losses), sum(counted)) : reduce(reshape(losses, sampleShape), reduction);
  });
}

/** {@link nllLoss} with its options held. */
export class NLLLoss {
  readonly options: NllOptions;

  constructor(options: NllOptions = {}) {
    this.options = checkNllOptions("NLLLoss", options);
  }

  forward(logP: Tensor, target: Tensor): Tensor {
    return nllLoss(logP, target, this.options);
  }
}

function checkNllOptions(name: string, options: NllOptions): NllOptions {
  checkOptions(name, options, ["weight", "ignoreIndex", "reduction", "classAxis"]);
  if (options.reduction !== undefined) checkReduction(name, options.reduction);
  return options;
}
