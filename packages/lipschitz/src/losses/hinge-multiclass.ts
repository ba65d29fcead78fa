import { reduce } from "@surenet/losses";
import { type Tensor, mean, mul, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import { balance, shortfalls } from "./hinge.ts";
import { type MarginOptions, readMarginOptions } from "./hkr-options.ts";
import { positives } from "./positives.ts";

/**
 * The hinge of several classes: `mean_c h_c · relu(m/2 - y_c x_c)` with y = ±1 and `h = C - 1` for the positive outputs, 1 for the others, so that one positive weighs as much as all
 * negatives.
 *
 * Known weakness: with a single output h is 0, so its positives count nothing; use {@link hingeMarginLoss} there.
 *
 * @param input outputs `[N, C]`, borrowed
 * @param target `[N, C]`, positive where the class is meant, or int32 class indices `[N]`
 * @returns a scalar, or `[N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example hingeMulticlassLoss(tensor([[0, 0, 0]]), tensor1d([0], "int32"), { minMargin: 2 }) // (2·1 + 1 + 1) / 3 = 4/3
 */
export function hingeMulticlassLoss(input: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  const { minMargin, reduction } = readMarginOptions("hingeMulticlassLoss", options);
  if (input.rank !== 2) throw shapeMismatch({ where: "hingeMulticlassLoss", expected: "outputs [samples, classes]", got: input.shape });
  return tidy(() => {
    const positive = positives("hingeMulticlassLoss", input, target, { indices: true });
    return reduce(hingeMulticlassValues(input, positive, minMargin), reduction);
  });
}

/** {@link hingeMulticlassLoss} with its options held. */
export class HingeMulticlassLoss {
  readonly options: MarginOptions;

  constructor(options: MarginOptions = {}) {
    this.options = readMarginOptions("HingeMulticlassLoss", options);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return hingeMulticlassLoss(input, target, this.options);
  }
}

/** {@link hingeMulticlassLoss} of each sample, from which outputs are meant, 1 or 0. */
export function hingeMulticlassValues(input: Tensor, positive: Tensor, minMargin: number): Tensor {
  return mean(mul(balance(positive), shortfalls(input, positive, minMargin)), -1);
}
