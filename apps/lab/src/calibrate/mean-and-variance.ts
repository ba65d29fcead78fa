import { Module } from "@surenet/nn";
import {
  add,
  clone,
  concat,
  customGrad,
  div,
  log,
  mean,
  mul,
  slice,
  softplus,
  sqrt,
  square,
  sub,
  type Tensor,
  tidy,
  zerosLike,
} from "@tensorflow/tfjs-core";

const LEAST = 1e-3; // variance: a network that is certain of a point would have a likelihood without bounds

/**
 * Two outputs for a mean and a variance: `(m, s) -> (m, log(1 + eˢ) + 1e-3)` on the last axis.
 *
 * With an end above, such as a sigmoid's, a variance that grew too large early has no gradient to come back by: of eight seeds two stayed there.
 */
export class MeanAndVariance extends Module {
  static readonly id: string = "lab.MeanAndVariance";

  forward(x: Tensor): Tensor {
    return tidy(() => concat([column(x, 0), add(softplus(column(x, 1)), LEAST)], -1));
  }
}

/**
 * The mean negative log-likelihood of Gaussians without its constant, each weighted by its own deviation as a number: `[√v] · ½ (log v + (y − m)² / v)`.
 *
 * The weight brings the mean's gradient nearer to that of the squared error; without it, points that are thought to be noisy hardly teach the mean (β-NLL with β = ½).
 *
 * @param output `[.., 2]` @param target `[.., 1]`
 * @see Seitzer et al., "On the pitfalls of heteroscedastic uncertainty estimation", 2022, eq. 5
 */
export function gaussianNll(output: Tensor, target: Tensor): Tensor {
  return tidy(() => {
    const [m, v] = [column(output, 0), column(output, 1)];
    return mul(0.5, mean(mul(asNumber(sqrt(v)), add(log(v), div(square(sub(target, m)), v)))));
  });
}

/** The same values, which no gradient passes. */
const asNumber = customGrad((x) => ({ value: clone(x as Tensor), gradFunc: (dy) => zerosLike(dy as Tensor) }));

function column(x: Tensor, index: number): Tensor {
  const last = x.rank - 1;
  return slice(x, [...Array.from({ length: last }, () => 0), index], [...x.shape.slice(0, last), 1]);
}
