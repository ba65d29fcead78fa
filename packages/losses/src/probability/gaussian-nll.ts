import { type Tensor, add, div, log, maximum, mul, pow, squaredDifference, tidy } from "@tensorflow/tfjs-core";
import { invalidOption, shapeMismatch, stopGradient } from "@surenet/tensor-backend";
import { reduceAxis } from "../reduction/reduce-axis.ts";
import { checkElementwise, type ElementwiseOptions } from "../regression/elementwise.ts";
import { HeldOptions } from "../reduction/held-options.ts";

export interface GaussianNllOptions extends ElementwiseOptions {
  /** Add the constant `½ log 2π`. */
  readonly full?: boolean;
  /** Floor of the variance. */
  readonly eps?: number;
  /** β-NLL: weight each element by its variance to this power, as a constant; 0 is the plain likelihood, 1 close to the squared error. */
  readonly beta?: number;
}

/**
 * The negative log likelihood of a Gaussian with its own variance for each element: `½ (log v + (x - y)² / v)`, `v = max(variance, eps)`.
 *
 * With `beta` each element is multiplied by `v^β`, held constant: it keeps points of large variance from being given up (Seitzer et al. 2022).
 *
 * @param mean predicted means, any shape, borrowed
 * @param target the same shape
 * @param variance the same shape, or one that broadcasts to it
 * @returns a scalar; the means' shape with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example gaussianNllLoss(tensor([2]), tensor([0]), tensor([4])) // ½ (log 4 + 1) = 1.1931
 * @see torch.nn.GaussianNLLLoss
 */
export function gaussianNllLoss(mean: Tensor, target: Tensor, variance: Tensor, options: GaussianNllOptions = {}): Tensor {
  const {
    full = false,
    eps = 1e-6,
    beta = 0,
    reduction = "mean",
    axis,
  } = checkElementwise("gaussianNllLoss", options, ["full", "eps", "beta"]);
  if (!(eps > 0)) throw invalidOption({ where: "gaussianNllLoss", option: "eps", got: eps, expected: "a positive number" });
  if (!(beta >= 0 && beta <= 1))
    throw invalidOption({ where: "gaussianNllLoss", option: "beta", got: beta, expected: "a number in [0, 1]" });
  if (mean.shape.join() !== target.shape.join()) {
    throw shapeMismatch({ where: "gaussianNllLoss", expected: `targets [${mean.shape.join(", ")}]`, got: target.shape });
  }
  return tidy(() => {
    const v = maximum(variance, eps);
    const nll = add(mul(add(log(v), div(squaredDifference(mean, target), v)), 0.5), full ? 0.5 * Math.log(2 * Math.PI) : 0);
    return reduceAxis(beta === 0 ? nll : mul(nll, pow(stopGradient(v), beta)), reduction, axis);
  });
}

/** {@link gaussianNllLoss} with its options held. */
export class GaussianNLLLoss extends HeldOptions<GaussianNllOptions> {
  constructor(options: GaussianNllOptions = {}) {
    super("GaussianNLLLoss", options, ["full", "eps", "beta", "reduction", "axis"]);
  }

  forward(mean: Tensor, target: Tensor, variance: Tensor): Tensor {
    return gaussianNllLoss(mean, target, variance, this.options);
  }
}
