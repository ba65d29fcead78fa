import { reduce } from "@surenet/losses";
import { type Tensor, add, mean, mul, relu, sub, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import { type MarginOptions, readMarginOptions } from "./hkr-options.ts";
import { positives } from "./positives.ts";

/**
 * The hinge of two sides: `mean_c relu(m/2 - y_c x_c)` with y = 1 where the target is positive, -1 elsewhere.
 *
 * Half the margin on either side, so that the sides end up `minMargin` apart.
 *
 * @param input outputs `[N, ..., C]`, or `[N]` of a single one; borrowed
 * @param target the input's shape
 * @returns a scalar, or `[N, ...]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example hingeMarginLoss(tensor([[1], [1]]), tensor([[1], [-1]]), { minMargin: 3 }) // (0.5 + 2.5) / 2 = 1.5
 */
export function hingeMarginLoss(input: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  const { minMargin, reduction } = readMarginOptions("hingeMarginLoss", options);
  return tidy(() => reduce(hingeMarginValues(input, positives("hingeMarginLoss", input, target), minMargin), reduction));
}

/** {@link hingeMarginLoss} with its options held. */
export class HingeMarginLoss {
  readonly options: MarginOptions;

  constructor(options: MarginOptions = {}) {
    this.options = readMarginOptions("HingeMarginLoss", options);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return hingeMarginLoss(input, target, this.options);
  }
}

/** {@link hingeMarginLoss} of each sample, from which outputs are meant, 1 or 0; in a scope of the caller. */
export function hingeMarginValues(input: Tensor, positive: Tensor, minMargin: number): Tensor {
  if (input.rank === 0) throw shapeMismatch({ where: "hingeMarginLoss", expected: "outputs [samples, ...]", got: input.shape });
  return mean(shortfalls(input, positive, minMargin), -1);
}

/** `relu(m/2 - y x)` of every output, y = ±1. */
export function shortfalls(input: Tensor, positive: Tensor, minMargin: number): Tensor {
  return relu(sub(minMargin / 2, mul(signs(positive), input)));
}

/** 1 and 0 as 1 and -1. */
export function signs(positive: Tensor): Tensor {
  return sub(mul(positive, 2), 1);
}

/** The factor that lets one positive of C outputs weigh as much as all negatives: `C - 1`, and 1 for the others. */
export function balance(positive: Tensor): Tensor {
  return add(mul(positive, (positive.shape.at(-1) ?? 1) - 2), 1);
}
