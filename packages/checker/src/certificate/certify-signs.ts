import { nextDown, up } from "../arithmetic/rounding.ts";
import { forward } from "./forward.ts";
import type { ProvedNetwork } from "./prove-network.ts";

/** What is promised about the sign of one output. */
export interface SignCertificate {
  /** Whether the output is positive. */
  readonly positive: boolean;
  /** No input within this 2-norm distance gives the output another sign, in real arithmetic on the stored weights; 0 when nothing can be promised. */
  readonly radius: number;
}

/**
 * The certified radius of every output's sign at a point: `|f_j| / (L · ‖w_j‖)`, for binary heads (one output) and for labels that are independent of each other.
 *
 * @param x the input, flattened; its float32 values are exact
 */
export function certifySigns(network: ProvedNetwork, x: Float32Array | Float64Array): SignCertificate[] {
  const { bound, rowNorms } = network;
  const { scores, error, headError } = forward(network, x);
  return Array.from(scores, (score, j) => {
    const reach = rowNorms[j] as number;
    const lowered = nextDown(Math.abs(score) - up(headError(j) + reach * error));
    return { positive: score > 0, radius: lowered > 0 ? nextDown(lowered / up(reach * bound)) : 0 };
  });
}
