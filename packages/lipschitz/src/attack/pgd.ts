import { type Tensor, add, div, grad, maximum, mul, reshape, sub, sum, tidy, variable } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";
import { margins } from "./margin.ts";
import { projectToBall, rowNorms } from "./project-to-ball.ts";

export interface PgdOptions {
  readonly rng: Rng;
  readonly steps?: number;
  /** Length of a step as a share of the radius. */
  readonly stepSize?: number;
}

/**
 * Projected gradient descent on the margin, in the 2-norm: one run from a random point of each ball.
 *
 * `x ← P(x - s·r · g / ‖g‖)` with g the gradient of `f_y - max_{j≠y} f_j`; the best point seen is not kept, the last one is returned.
 *
 * @param x `[N, ...]`, borrowed
 * @param labels int32 `[N]`
 * @param radius `[N]`: the ball of each sample
 * @returns points of x's shape inside the balls (up to float32 rounding), owned by the caller
 * @see Madry et al. 2018
 */
export function pgd(model: Module, x: Tensor, labels: Tensor, radius: Tensor, options: PgdOptions): Tensor {
  checkOptions("pgd", options, ["rng", "steps", "stepSize"]);
  const { rng, steps = 40, stepSize = 0.1 } = options;
  return tidy(() => {
    const [rows, count] = [x.shape[0] ?? 1, x.size / (x.shape[0] ?? 1)];
    const centre = reshape(x, [rows, count]);
    const radii = reshape(radius, [rows, 1]);
    const slope = grad((point: Tensor) => sum(margins(model.forward(reshape(point, x.shape)), labels)));
    const start = rng.normal([rows, count]);
    const point = variable(projectToBall(add(centre, mul(unit(start), radii)), centre, radii), false);
    for (let step = 0; step < steps; step++) {
      tidy(() => point.assign(projectToBall(sub(point, mul(unit(slope(point)), mul(radii, stepSize))), centre, radii)));
    }
    const result = reshape(add(point, 0), x.shape);
    point.dispose();
    return result;
  });
}

function unit(x: Tensor): Tensor {
  return div(x, maximum(rowNorms(x), 1e-30));
}
