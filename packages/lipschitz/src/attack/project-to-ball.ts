import { type Tensor, add, div, maximum, minimum, mul, sqrt, square, sub, sum, tidy } from "@tensorflow/tfjs-core";

/** Each row moved to the nearest point of its 2-norm ball: `c + (x - c) · min(1, r / ‖x - c‖)`. Rows are `[N, features]`, radii `[N, 1]`. */
export function projectToBall(x: Tensor, centre: Tensor, radius: Tensor): Tensor {
  return tidy(() => {
    const offset = sub(x, centre);
    const factor = minimum(div(radius, maximum(rowNorms(offset), 1e-30)), 1);
    return add(centre, mul(offset, factor));
  });
}

/** The 2-norm of each row: `[N, 1]`. */
export function rowNorms(x: Tensor): Tensor {
  return tidy(() => sqrt(sum(square(x), 1, true)));
}
