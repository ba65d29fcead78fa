import { type Tensor, add, exp, greater, log, maximum, mul, sub, where, zerosLike } from "@tensorflow/tfjs-core";
import { checkElementwise, elementwise, type ElementwiseOptions } from "../regression/elementwise.ts";
import { HeldOptions } from "../reduction/held-options.ts";

export interface PoissonNllOptions extends ElementwiseOptions {
  /** The input is the logarithm of the rate. */
  readonly logInput?: boolean;
  /** Add Stirling's approximation of `log y!` for targets above 1. */
  readonly full?: boolean;
  /** Added to the rate under the logarithm when the input is no logarithm. */
  readonly eps?: number;
}

/**
 * The negative log likelihood of counts: `e^x - y x` for log rates, `x - y log(x + eps)` for rates, without `log y!`.
 *
 * @param input any shape, borrowed
 * @param target counts of the same shape
 * @returns a scalar; the input's shape with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example poissonNllLoss(tensor([0]), tensor([2])) // e^0 - 2·0 = 1
 * @see torch.nn.PoissonNLLLoss
 */
export function poissonNllLoss(input: Tensor, target: Tensor, options: PoissonNllOptions = {}): Tensor {
  const { logInput = true, full = false, eps = 1e-8, ...rest } = checkElementwise("poissonNllLoss", options, ["logInput", "full", "eps"]);
  return elementwise("poissonNllLoss", input, target, rest, (x, y) => {
    const nll = logInput ? sub(exp(x), mul(y, x)) : sub(x, mul(y, log(add(x, eps))));
    return full ? add(nll, stirling(y)) : nll;
  });
}

/** `y log y - y + ½ log 2πy` where y > 1, else 0. */
function stirling(y: Tensor): Tensor {
  const above = maximum(y, 1);
  const value = add(sub(mul(above, log(above)), above), mul(log(mul(above, 2 * Math.PI)), 0.5));
  return where(greater(y, 1), value, zerosLike(value));
}

/** {@link poissonNllLoss} with its options held. */
export class PoissonNLLLoss extends HeldOptions<PoissonNllOptions> {
  constructor(options: PoissonNllOptions = {}) {
    super("PoissonNLLLoss", options, ["logInput", "full", "eps", "reduction", "axis"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return poissonNllLoss(input, target, this.options);
  }
}
