import { reduce } from "@surenet/losses";
import { type Tensor, add, max, mul, relu, sub, sum, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import { type MarginOptions, readMarginOptions } from "./hkr-options.ts";
import { positives } from "./positives.ts";

/**
 * The hinge on the gap between the class that is meant and the strongest other: `relu(m - (x_y - max_{c≠y} x_c))`.
 *
 * With several positives, `x_y` is their sum and the maximum runs over all outputs, the positives lowered by m.
 *
 * @param input outputs `[N, C]`, borrowed
 * @param target `[N, C]`, positive where the class is meant, or int32 class indices `[N]`
 * @returns a scalar, or `[N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example categoricalHingeLoss(tensor([[2, 1.5, 0]]), tensor1d([0], "int32")) // relu(1 - (2 - 1.5)) = 0.5
 */
export function categoricalHingeLoss(input: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  const where = "categoricalHingeLoss";
  const { minMargin, reduction } = readMarginOptions(where, options);
  if (input.rank !== 2) throw shapeMismatch({ where, expected: "outputs [samples, classes]", got: input.shape });
  return tidy(() => {
    const positive = positives(where, input, target, { indices: true });
    const own = sum(mul(input, positive), -1);
    const strongest = max(sub(input, mul(positive, minMargin)), -1);
    return reduce(relu(add(sub(strongest, own), minMargin)), reduction);
  });
}

/** {@link categoricalHingeLoss} with its options held. */
export class CategoricalHingeLoss {
  readonly options: MarginOptions;

  constructor(options: MarginOptions = {}) {
    this.options = readMarginOptions("CategoricalHingeLoss", options);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return categoricalHingeLoss(input, target, this.options);
  }
}
