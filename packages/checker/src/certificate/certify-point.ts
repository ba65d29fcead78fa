import type { RadiusName } from "../arithmetic/labels.ts";
import { nextDown, up } from "../arithmetic/rounding.ts";
import { forward } from "./forward.ts";
import type { ProvedNetwork } from "./prove-with.ts";

export interface PointCertificate {
  /** The class with the largest output; the lowest index among equals. */
  readonly predicted: number;
  /** For each arithmetic: no input within this 2-norm distance is given another class; 0 when nothing can be promised. */
  readonly radius: Readonly<Record<RadiusName, number>>;
  /** `radii[arithmetic][j]`: no input within this distance is given class j; infinite for the predicted class. */
  readonly radii: Readonly<Record<RadiusName, Float64Array>>;
}

/**
 * The certified radii of a classifier at a point, one for each arithmetic.
 *
 * `real = min_{j≠p} (f_p - f_j) / (L d_j)` with `d_j = ‖w_p - w_j‖`, as on paper. The margin that exact arithmetic is sure to have is
 * `lo_j = (f_p - f_j) - γ(l_p + l_j) - d_j E`, with `l_i = |w_i||ĥ| + |b_i|`, so `f64Checked = min lo_j / (L d_j)`. A float32 network at x', `‖x' - x‖ <= r`, has at
 * least `lo_j - d_j (L r + A + B r)` less the rounding of both outputs, which is linear in r: solved for r. Only the side of x' carries float32 errors.
 *
 * @param x the input, flattened; its float32 values are exact
 */
export function certifyPoint(network: ProvedNetwork, x: Float32Array | Float64Array): PointCertificate {
  const { bound, pairNorms } = network;
  const { scores, error, headError, drift } = forward(network, x);
  const classes = scores.length;
  const predicted = scores.reduce((best, value, j) => (value > (scores[best] as number) ? j : best), 0);
  const distances = pairNorms.subarray(predicted * classes, (predicted + 1) * classes);
  const margins = scores.map((score) => (scores[predicted] as number) - score);
  const lowered = margins.map((margin, j) =>
    nextDown(nextDown(margin) - up(headError(predicted) + headError(j) + (distances[j] as number) * error)),
  );
  const each = (radius: (distance: number, j: number) => number): Float64Array =>
    distances.map((distance, j) => (j === predicted ? Infinity : radius(distance, j)));
  const inFloat32 = ({ slack, slope, head, reach }: (typeof drift)["f32Ieee"]): Float64Array =>
    each((distance, j) => {
      const [own, other] = [head(predicted), head(j)];
      const margin = nextDown((lowered[j] as number) - up(distance * slack + own.at + other.at));
      return Math.min(quotient(margin, up(distance * (bound + slope) + own.slope + other.slope)), reach);
    });
  const radii: Record<RadiusName, Float64Array> = {
    real: each((distance, j) => ((margins[j] as number) > 0 ? (margins[j] as number) / (distance * bound) : 0)),
    f64Checked: each((distance, j) => quotient(lowered[j] as number, up(distance * bound))),
    f32Ieee: inFloat32(drift.f32Ieee),
    f32AnyRound: inFloat32(drift.f32AnyRound),
  };
  const least = Object.entries(radii).map(([name, each]) => [name, Math.min(...each)]);
  const radius = Object.fromEntries(least) as Record<RadiusName, number>;
  return { predicted, radius, radii };
}

/** Rounded down; 0 where there is no margin, or none is known. */
export function quotient(margin: number, rate: number): number {
  const radius = margin > 0 ? nextDown(margin / rate) : 0;
  return radius > 0 ? radius : 0; // NaN as well
}
