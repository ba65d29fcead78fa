import { type Tensor, greater, maximum, sqrt, tidy, where, zerosLike } from "@tensorflow/tfjs-core";

const SMALLEST_NORMAL = 2 ** -126; // of float32; engines may take what is smaller for zero

/** √s for sums of squares s, with gradient 0 where s is 0: the norm's subgradient of least length. */
export function safeRoot(squares: Tensor): Tensor {
  return tidy(() => where(greater(squares, 0), sqrt(maximum(squares, SMALLEST_NORMAL)), zerosLike(squares)));
}
