import { gamma, nextDown, normUp, U64, up } from "../arithmetic/rounding.ts";
import { dense, evaluate } from "../network/evaluate.ts";
import type { RoundingError } from "../network/rounding-error.ts";
import type { ProvedNetwork } from "./prove-network.ts";

export interface PointCertificate {
  /** The class with the largest output; the lowest index among equals. */
  readonly predicted: number;
  /** No input within this 2-norm distance is given another class by the stored model in real arithmetic; 0 when nothing can be promised. */
  readonly radius: number;
  /** The same without the allowance for float64 rounding: what the formula says on paper. */
  readonly realRadius: number;
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
  const { body, constants, rounding, bound, head, pairNorms, rowNorms } = network;
  let state: Float64Array = Float64Array.from(x);
  let error = 0;
  body.forEach((op, i) => {
    const norm = up(normUp(state) + error);
    const { perNorm, constant } = rounding[i] as RoundingError;
    error = up((constants[i] as number) * error + perNorm * norm + constant);
    state = evaluate(op, state);
  });
  const logits = dense(head, state);
  const predicted = logits.reduce((best, value, j) => (value > (logits[best] as number) ? j : best), 0);

  const classes = logits.length;
  const norm = up(normUp(state) + error);
  const headGamma = gamma(head.weight.rows + 2, U64);
  const size = (j: number): number => up((rowNorms[j] as number) * norm + Math.abs(head.bias?.[j] ?? 0));
  let radius = Infinity;
  let realRadius = Infinity;
  for (let j = 0; j < classes; j++) {
    if (j === predicted) continue;
    const distance = pairNorms[predicted * classes + j] as number;
    const margin = (logits[predicted] as number) - (logits[j] as number);
    if (!(margin > 0)) return { predicted, radius: 0, realRadius: 0 };
    realRadius = Math.min(realRadius, margin / (distance * bound));
    const lowered = nextDown(nextDown(margin) - up(headGamma * (size(predicted) + size(j)) + distance * error));
    radius = Math.min(radius, lowered > 0 ? nextDown(lowered / up(distance * bound)) : 0);
  }
  return { predicted, radius, realRadius };
}
