import {
  type Tensor,
  add,
  div,
  grad,
  less,
  maximum,
  mul,
  reshape,
  square,
  sub,
  sum,
  tidy,
  variable,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";
import { margins } from "./margin.ts";
import { projectToBall } from "./project-to-ball.ts";

export interface BoundaryWalkOptions {
  readonly steps?: number;
  /** Start point, of x's shape; x itself when omitted. */
  readonly from?: Tensor;
}

/**
 * Walks to the boundary between each sample's class and one rival, inside the sample's ball.
 *
 * A Newton step on the margin, `x ← x - m(x) ∇m / ‖∇m‖²`, reaches the boundary of a linear piece at once; the projection keeps the point within the ball and lets it slide
 * along the sphere to where the margin is least. For piecewise linear networks this finds the nearest boundary far better than a fixed step.
 *
 * @param x `[N, ...]`, borrowed
 * @param labels int32 `[N]`
 * @param rivals int32 `[N]`
 * @param radius `[N]`
 * @returns points of x's shape, owned by the caller
 * @see Moosavi-Dezfooli, Fawzi & Frossard 2016, "DeepFool", for the unprojected step
 */
export function boundaryWalk(
  model: Module,
  x: Tensor,
  labels: Tensor,
  rivals: Tensor,
  radius: Tensor,
  options: BoundaryWalkOptions = {},
): Tensor {
  checkOptions("boundaryWalk", options, ["steps", "from"]);
  const { steps = 20, from = x } = options;
  return tidy(() => {
    const [rows, count] = [x.shape[0] ?? 1, x.size / (x.shape[0] ?? 1)];
    const centre = reshape(x, [rows, count]);
    const radii = reshape(radius, [rows, 1]);
    const margin = (point: Tensor): Tensor => margins(model.forward(reshape(point, x.shape)), labels, rivals);
    const slope = grad((point: Tensor) => sum(margin(point)));
    const point = variable(reshape(from, [rows, count]), false);
    for (let step = 0; step < steps; step++) {
      tidy(() => {
        const gradient = slope(point);
        const ahead = reshape(margin(point), [rows, 1]);
        const overshoot = where(less(ahead, 0), zerosLike(ahead), add(mul(ahead, 1.02), 1e-6)); // beyond the boundary, not on it; once there, stay
        const move = div(mul(gradient, overshoot), maximum(sum(square(gradient), 1, true), 1e-30));
        point.assign(projectToBall(sub(point, move), centre, radii));
      });
    }
    const result = reshape(add(point, 0), x.shape);
    point.dispose();
    return result;
  });
}
