import { type Tensor, clone, customGrad, zerosLike } from "@tensorflow/tfjs-core";

const constant = customGrad((x) => ({ value: clone(x as Tensor), gradFunc: (dy: Tensor) => zerosLike(dy) }));

/** The same numbers, as a constant of the gradient: nothing flows back through the result. */
export function stopGradient(x: Tensor): Tensor {
  return constant(x);
}
