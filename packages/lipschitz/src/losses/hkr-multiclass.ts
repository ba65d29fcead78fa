import { checkReduction, reduce, type Reduction } from "@surenet/losses";
import { type Tensor, mul, neg, sub, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { hingeMulticlassValues } from "./hinge.ts";
import { krValues, krValuesFromFactors } from "./kr.ts";
import { positives } from "./positives.ts";

export interface HkrMulticlassOptions {
  /** Weight of the hinge. The function takes it as it is, at most 1; the class reads a value outside [0, 1] as the ratio `a / (1 + a)`. Default 0. */
  readonly alpha?: number;
  readonly minMargin?: number;
  /** Targets are factors made by `processLabelsForMultiGpu`. */
  readonly multiGpu?: boolean;
  /** `"auto"` is the reference's name for the mean. */
  readonly reduction?: Reduction | "auto";
}

/**
 * The hinge-regularised Kantorovich-Rubinstein loss for several classes: `α · hinge - (1 - α) · KR`.
 *
 * The hinge asks every output for a margin, the KR term for the largest mean distance between the classes that a 1-Lipschitz function can give; α trades accuracy for
 * robustness.
 *
 * @param input outputs `[N, C]`
 * @param target `[N, C]`, positive where the class is meant, or int32 class indices `[N]`
 * @returns a scalar, or `[N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example hkrMulticlassLoss(tensor([[1, -1], [-1, 1]]), tensor1d([0, 1], "int32"), { alpha: 0.5 }) // 0.5·0 - 0.5·2 = -1
 * @see Serrurier et al. 2021, eq. 9; deel-torchlip 1.0.5
 */
export function hkrMulticlassLoss(input: Tensor, target: Tensor, options: HkrMulticlassOptions = {}): Tensor {
  const { alpha, minMargin, multiGpu, reduction } = readHkrOptions("hkrMulticlassLoss", options);
  if (alpha > 1) throw invalidOption({ where: "hkrMulticlassLoss", option: "alpha", got: alpha, expected: "a number up to 1" });
  if (input.rank !== 2) throw shapeMismatch({ where: "hkrMulticlassLoss", expected: "outputs [samples, classes]", got: input.shape });
  return tidy(() => {
    const positive = positives("hkrMulticlassLoss", input, target);
    const kr = (): Tensor => (multiGpu ? krValuesFromFactors(input, target) : krValues(input, positive));
    const hinge = (): Tensor => hingeMulticlassValues(input, positive, minMargin);
    if (alpha === 1) return reduce(hinge(), reduction);
    if (alpha === 0) return reduce(neg(kr()), reduction);
    return reduce(sub(mul(hinge(), alpha), mul(kr(), 1 - alpha)), reduction);
  });
}

/** {@link hkrMulticlassLoss} with its options held. */
export class HKRMulticlassLoss {
  /** The weight of the hinge that is used. */
  readonly alpha: number;
  readonly minMargin: number;
  readonly multiGpu: boolean;
  readonly reduction: Reduction;

  constructor(options: HkrMulticlassOptions = {}) {
    const { alpha, minMargin, multiGpu, reduction } = readHkrOptions("HKRMulticlassLoss", options);
    this.alpha = alpha >= 0 && alpha <= 1 ? alpha : alpha / (1 + alpha);
    this.minMargin = minMargin;
    this.multiGpu = multiGpu;
    this.reduction = reduction;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    const { alpha, minMargin, multiGpu, reduction } = this;
    return hkrMulticlassLoss(input, target, { alpha, minMargin, multiGpu, reduction });
  }
}

interface ReadHkrOptions {
  readonly alpha: number;
  readonly minMargin: number;
  readonly multiGpu: boolean;
  readonly reduction: Reduction;
}

function readHkrOptions(where: string, options: HkrMulticlassOptions): ReadHkrOptions {
  checkOptions(where, options, ["alpha", "minMargin", "multiGpu", "reduction"]);
  const { alpha = 0, minMargin = 1, multiGpu = false, reduction = "mean" } = options;
  if (!Number.isFinite(alpha) || alpha === -1)
    throw invalidOption({ where, option: "alpha", got: alpha, expected: "a finite number other than -1" });
  if (!(minMargin >= 0 && minMargin < Infinity)) {
    throw invalidOption({ where, option: "minMargin", got: minMargin, expected: "a finite number >= 0" });
  }
  const reduced = reduction === "auto" ? "mean" : reduction;
  checkReduction(where, reduced);
  return { alpha, minMargin, multiGpu, reduction: reduced };
}
