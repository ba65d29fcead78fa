import { gamma, normUp, U64, up } from "../arithmetic/rounding.ts";
import { dense, evaluate } from "../network/evaluate.ts";
import type { RoundingError } from "../network/rounding-error.ts";
import type { ProvedNetwork } from "./prove-network.ts";

/** The outputs of a network in float64, and how far they may be from those of exact arithmetic. */
export interface Scores {
  readonly scores: Float64Array;
  /** Bounds `‖ĥ - h‖`, the error at the head's input. */
  readonly error: number;
  /** Bounds the head's own rounding in the output j. */
  readonly headError: (j: number) => number;
}

/** The forward pass with its error carried along: `E ← σE + rounding error of the layer`. */
export function forward(network: ProvedNetwork, x: Float32Array | Float64Array): Scores {
  const { body, constants, rounding, head, rowNorms } = network;
  let state: Float64Array = Float64Array.from(x);
  let error = 0;
  body.forEach((op, i) => {
    const norm = up(normUp(state) + error);
    const { perNorm, constant } = rounding[i] as RoundingError;
    error = up((constants[i] as number) * error + perNorm * norm + constant);
    state = evaluate(op, state);
  });
  const norm = up(normUp(state) + error);
  const headGamma = gamma(head.weight.rows + 2, U64);
  return {
    scores: dense(head, state),
    error,
    headError: (j) => headGamma * up((rowNorms[j] as number) * norm + Math.abs(head.bias?.[j] ?? 0)),
  };
}
