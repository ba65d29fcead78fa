import { reduce, type Reduction } from "@surenet/losses";
import { type Tensor, mul, neg, sub, tidy } from "@tensorflow/tfjs-core";
import { hingeMarginValues } from "./hinge.ts";
import { atMostOne, type HkrOptions, readHkrOptions, readWeightedOptions } from "./hkr-options.ts";
import { krValues } from "./kr.ts";
import { positives } from "./positives.ts";

/**
 * The hinge-regularised Kantorovich-Rubinstein loss of two sides: `α · hinge - (1 - α) · KR`.
 *
 * The KR term drives the sides as far apart as a 1-Lipschitz function can, the hinge asks every sample for its margin: near α = 1 it is a classifier whose margins are robustness radii.
 *
 * @param input outputs `[N, ..., C]`, or `[N]` of a single one; borrowed
 * @param target the input's shape, positive for the one side
 * @returns a scalar, or `[N, ...]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example hkrLoss(tensor([[1], [-1]]), tensor([[1], [0]]), { alpha: 0.5, minMargin: 4 }) // 0.5 · 1 - 0.5 · 2 = -0.5
 * @see Serrurier et al. 2021, eq. 9
 */
export function hkrLoss(input: Tensor, target: Tensor, options: HkrOptions = {}): Tensor {
  const { alpha, minMargin, multiGpu, reduction } = readHkrOptions("hkrLoss", options);
  atMostOne("hkrLoss", alpha);
  return tidy(() => {
    const kr = (): Tensor => krValues("hkrLoss", input, target, { multiGpu });
    const hinge = (): Tensor => hingeMarginValues(input, positives("hkrLoss", input, target), minMargin);
    return reduce(weighted({ alpha, hinge, kr }), reduction);
  });
}

/** `α · hinge - (1 - α) · KR`, without evaluating a term that counts nothing. */
export function weighted({ alpha, hinge, kr }: { readonly alpha: number; hinge(): Tensor; kr(): Tensor }): Tensor {
  if (alpha === 1) return hinge();
  if (alpha === 0) return neg(kr());
  return sub(mul(hinge(), alpha), mul(kr(), 1 - alpha));
}

/** {@link hkrLoss} with its options held. */
export class HKRLoss {
  /** The weight of the hinge that is used. */
  readonly alpha: number;
  readonly minMargin: number;
  readonly multiGpu: boolean;
  readonly reduction: Reduction;

  constructor(options: HkrOptions & { readonly alpha: number }) {
    const { alpha, minMargin, multiGpu, reduction } = readWeightedOptions("HKRLoss", options);
    this.alpha = alpha;
    this.minMargin = minMargin;
    this.multiGpu = multiGpu;
    this.reduction = reduction;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    const { alpha, minMargin, multiGpu, reduction } = this;
    return hkrLoss(input, target, { alpha, minMargin, multiGpu, reduction });
  }
}
