import { reduce, type Reduction } from "@surenet/losses";
import { type Tensor, reshape, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import { hingeMulticlassValues } from "./hinge-multiclass.ts";
import { weighted } from "./hkr.ts";
import { atMostOne, type HkrOptions, readHkrOptions, readWeightedOptions } from "./hkr-options.ts";
import { krValues, krValuesOf } from "./kr.ts";
import { positives } from "./positives.ts";

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
export function hkrMulticlassLoss(input: Tensor, target: Tensor, options: HkrOptions = {}): Tensor {
  const where = "hkrMulticlassLoss";
  const { alpha, minMargin, multiGpu, reduction } = readHkrOptions(where, options);
  atMostOne(where, alpha);
  if (input.rank !== 2) throw shapeMismatch({ where, expected: "outputs [samples, classes]", got: input.shape });
  return tidy(() => {
    const positive = positives(where, input, target, { indices: !multiGpu });
    const kr = (): Tensor => (multiGpu ? krValues(where, input, reshape(target, input.shape), { multiGpu }) : krValuesOf(input, positive));
    return reduce(weighted({ alpha, hinge: () => hingeMulticlassValues(input, positive, minMargin), kr }), reduction);
  });
}

/** {@link hkrMulticlassLoss} with its options held. */
export class HKRMulticlassLoss {
  /** The weight of the hinge that is used. */
  readonly alpha: number;
  readonly minMargin: number;
  readonly multiGpu: boolean;
  readonly reduction: Reduction;

  constructor(options: HkrOptions & { readonly alpha: number }) {
    const { alpha, minMargin, multiGpu, reduction } = readWeightedOptions("HKRMulticlassLoss", options);
    this.alpha = alpha;
    this.minMargin = minMargin;
    this.multiGpu = multiGpu;
    this.reduction = reduction;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    const { alpha, minMargin, multiGpu, reduction } = this;
    return hkrMulticlassLoss(input, target, { alpha, minMargin, multiGpu, reduction });
  }
}
