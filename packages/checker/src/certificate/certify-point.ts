import { nextDown, up } from "../arithmetic/rounding.ts";
import { forward } from "./forward.ts";
import type { ProvedNetwork } from "./prove-network.ts";

export interface PointCertificate {
  /** The class with the largest output; the lowest index among equals. */
  readonly predicted: number;
  /** No input within this 2-norm distance is given another class by the stored model in real arithmetic; 0 when nothing can be promised. */
  readonly radius: number;
  /** The same without the allowance for float64 rounding: what the formula says on paper. */
  readonly realRadius: number;
  /** `radii[j]`: no input within this distance is given class j; infinite for the predicted class. */
  readonly radii: Float64Array;
}

/**
 * The certified radius of a classifier at a point: `min_{j≠p} (f_p - f_j) / (L · ‖w_p - w_j‖)`.
 *
 * The forward pass runs in float64 and carries `‖ĥ - h‖ <= E` through the layers: `E ← σE + rounding error of the layer`. Each margin is
 * lowered by `‖w_p - w_j‖·E` and by the head's own rounding, so that the radius holds for exact arithmetic on the stored float32 weights.
 *
 * @param x the input, flattened; its float32 values are exact
 */
export function certifyPoint(network: ProvedNetwork, x: Float32Array | Float64Array): PointCertificate {
  const { bound, pairNorms } = network;
  const { scores, error, headError } = forward(network, x);
  const classes = scores.length;
  const predicted = scores.reduce((best, value, j) => (value > (scores[best] as number) ? j : best), 0);
  const radii = new Float64Array(classes).fill(Infinity);
  let realRadius = Infinity;
  for (let j = 0; j < classes; j++) {
    if (j === predicted) continue;
    const distance = pairNorms[predicted * classes + j] as number;
    const margin = (scores[predicted] as number) - (scores[j] as number);
    realRadius = Math.min(realRadius, margin > 0 ? margin / (distance * bound) : 0);
    const lowered = nextDown(nextDown(margin) - up(headError(predicted) + headError(j) + distance * error));
    radii[j] = margin > 0 && lowered > 0 ? nextDown(lowered / up(distance * bound)) : 0;
  }
  return { predicted, radius: Math.min(...radii), realRadius, radii };
}
