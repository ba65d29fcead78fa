import { gamma, normUp, U64, up } from "../arithmetic/rounding.ts";
import type { Op } from "./op.ts";

/** The rounding error of one op at an input of norm N is at most `perNorm · N + constant`, in the 2-norm. */
export interface RoundingError {
  readonly perNorm: number;
  readonly constant: number;
}

const UNDERFLOW = 1e-280; // far above what the subnormal results of any layer can add up to

/**
 * A bound of the rounding error that `evaluate` commits in one op.
 *
 * Dense: `γ_{n+2}(‖W‖_F · N + ‖b‖)`, whatever the order of the sums. Sorting and rectifying compare and move, which is exact. HouseHolder, with
 * |v| < 1.5: at most eight roundings of terms below 8 N.
 */
export function roundingError(op: Op): RoundingError {
  switch (op.op) {
    case "dense": {
      const g = gamma(op.weight.rows + 2, U64);
      return { perNorm: up(g * normUp(op.weight.data)), constant: up(g * (op.bias === undefined ? 0 : normUp(op.bias)) + UNDERFLOW) };
    }
    case "groupSort":
    case "maxMin":
      return { perNorm: 0, constant: 0 };
    case "prelu":
      return {
        perNorm: up(U64 * op.negative.reduce((largest, slope) => Math.max(largest, Math.abs(slope)), Math.abs(op.positive))),
        constant: UNDERFLOW,
      };
    case "houseHolder":
      return { perNorm: up(gamma(8, U64) * 8), constant: UNDERFLOW };
    case "scale":
      return { perNorm: up(U64 * Math.abs(op.factor)), constant: UNDERFLOW };
  }
}
