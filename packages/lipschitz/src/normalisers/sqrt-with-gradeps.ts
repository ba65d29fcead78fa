import { type Tensor, add, customGrad, div, mul, sqrt } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";

/**
 * The square root whose derivative stays finite at zero: `√x`, with the gradient `g / (2 (√x + eps))`.
 *
 * @param x any shape, values >= 0; borrowed
 * @returns the same shape, owned by the caller
 * @throws SurenetError `E_OPTION`
 * @example sqrtWithGradeps(tensor([0, 4])) // [0, 2], gradients 1/(2·1e-6) and 1/4
 */
export function sqrtWithGradeps(x: Tensor, options: { readonly eps?: number } = {}): Tensor {
  checkOptions("sqrtWithGradeps", options, ["eps"]);
  const { eps = 1e-6 } = options;
  if (!(eps > 0 && eps < Infinity))
    throw invalidOption({ where: "sqrtWithGradeps", option: "eps", got: eps, expected: "a positive finite number" });
  const root = customGrad((a) => {
    const value = sqrt(a as Tensor);
    // the root is taken again in the gradient, so that its own derivative reaches a
    return { value, gradFunc: (dy: Tensor) => div(dy, mul(add(sqrtWithGradeps(a as Tensor, { eps }), eps), 2)) };
  });
  return root(x);
}
