import type { RadiusName } from "../arithmetic/labels.ts";
import { nextDown, up } from "../arithmetic/rounding.ts";
import { quotient } from "./certify-point.ts";
import { type Drift, forward } from "./forward.ts";
import type { ProvedNetwork } from "./prove-with.ts";

/** What is promised about the sign of one output. */
export interface SignCertificate {
  /** Whether the output is positive. */
  readonly positive: boolean;
  /** For each arithmetic: no input within this 2-norm distance gives the output another sign; 0 when nothing can be promised. */
  readonly radius: Readonly<Record<RadiusName, number>>;
}

/**
 * The certified radii of every output's sign at a point: `|f_j| / (L · ‖w_j‖)`, for binary heads (one output) and for labels that are independent of each other.
 *
 * As `certifyPoint`, with one output in place of a difference.
 *
 * @param x the input, flattened; its float32 values are exact
 */
export function certifySigns(network: ProvedNetwork, x: Float32Array | Float64Array): SignCertificate[] {
  const { bound, rowNorms } = network;
  const { scores, error, headError, drift } = forward(network, x);
  return Array.from(scores, (score, j) => {
    const reach = rowNorms[j] as number;
    const lowered = nextDown(Math.abs(score) - up(headError(j) + reach * error));
    const inFloat32 = ({ slack, slope, head, reach: farthest }: Drift): number => {
      const { at, slope: grown } = head(j);
      return Math.min(quotient(nextDown(lowered - up(reach * slack + at)), up(reach * (bound + slope) + grown)), farthest);
    };
    const radius = {
      real: score === 0 ? 0 : Math.abs(score) / (reach * bound),
      f64Checked: quotient(lowered, up(reach * bound)),
      f32Ieee: inFloat32(drift.f32Ieee),
      f32AnyRound: inFloat32(drift.f32AnyRound),
    };
    return { positive: score > 0, radius };
  });
}
