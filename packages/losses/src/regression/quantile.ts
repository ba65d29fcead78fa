import { type Tensor, maximum, mul, sub } from "@tensorflow/tfjs-core";
import { invalidOption } from "@surenet/tensor-backend";
import { checkElementwise, elementwise, type ElementwiseOptions } from "./elementwise.ts";
import { HeldOptions } from "../reduction/held-options.ts";

/**
 * The pinball loss, whose minimiser is a quantile: `max(q d, (q - 1) d)`, `d = y - x`.
 *
 * @param input predicted quantiles, any shape, borrowed
 * @param target the same shape
 * @param options `quantile` in (0, 1); 0.5 gives half the absolute error
 * @returns a scalar; the input's shape with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example quantileLoss(tensor([0, 0]), tensor([1, -1]), { quantile: 0.9 }) // (0.9 + 0.1) / 2
 * @see Koenker & Bassett 1978
 */
export function quantileLoss(input: Tensor, target: Tensor, options: ElementwiseOptions & { readonly quantile: number }): Tensor {
  const { quantile, ...rest } = checkElementwise("quantileLoss", options, ["quantile"]);
  if (!(quantile > 0 && quantile < 1)) {
    throw invalidOption({ where: "quantileLoss", option: "quantile", got: quantile, expected: "a number in (0, 1)" });
  }
  return elementwise("quantileLoss", input, target, rest, (x, y) => {
    const d = sub(y, x);
    return maximum(mul(d, quantile), mul(d, quantile - 1));
  });
}

/** {@link quantileLoss} with its options held. */
export class QuantileLoss extends HeldOptions<ElementwiseOptions & { readonly quantile: number }> {
  constructor(options: ElementwiseOptions & { readonly quantile: number }) {
    super("QuantileLoss", options, ["quantile", "reduction", "axis"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return quantileLoss(input, target, this.options);
  }
}
