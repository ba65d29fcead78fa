import { type Tensor, abs, greater, max, ones, sqrt, square, sum, tidy, where, zerosLike } from "@tensorflow/tfjs-core";

/** `√Σ w²`, with the gradient `w / ‖w‖`, and 0 at the zero matrix where TensorFlow.js has NaN. Any shape; a scalar. */
export function frobeniusNorm(w: Tensor): Tensor {
  return tidy(() => {
    const squares = sum(square(w));
    const positive = greater(squares, 0);
    return where(positive, sqrt(where(positive, squares, ones([]))), zerosLike(squares));
  });
}

/** The operator norm from and to the 1-norm: the largest column sum of `|w|`. `[..., m, n]` to `[...]`. */
export function oneNorm(w: Tensor): Tensor {
  return tidy(() => max(sum(abs(w), -2), -1));
}

/** The operator norm from and to the maximum norm: the largest row sum of `|w|`. `[..., m, n]` to `[...]`. */
export function infinityNorm(w: Tensor): Tensor {
  return tidy(() => max(sum(abs(w), -1), -1));
}
