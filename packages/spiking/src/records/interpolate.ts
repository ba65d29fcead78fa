import { type Tensor, add, exp, greater, mul, sub, tidy, where } from "@tensorflow/tfjs-core";

/** A value between an older and a newer sample, `elapsedMs` after the older one; all of one shape. */
export type Interpolation = (older: Tensor, newer: Tensor, elapsedMs: Tensor, dtMs: number) => Tensor;

/** The older sample. */
export const interpolatePrevious: Interpolation = (older) => tidy(() => mul(older, 1));

/** The newer sample. */
export const interpolateNext: Interpolation = (_, newer) => tidy(() => mul(newer, 1));

/** The sample that is nearer in time, the older one in the middle. */
export const interpolateNearest: Interpolation = (older, newer, elapsedMs, dtMs) =>
  tidy(() => where(greater(elapsedMs, dtMs / 2), newer, older));

/** On the line between the two. */
export const interpolateLinear: Interpolation = (older, newer, elapsedMs, dtMs) =>
  tidy(() => add(older, mul(sub(newer, older), mul(elapsedMs, 1 / dtMs))));

/** The older sample after its decay, `older · exp(−elapsed/τ)`. */
export function interpolateDecay(tauMs: number): Interpolation {
  return (older, _, elapsedMs) => tidy(() => mul(older, exp(mul(elapsedMs, -1 / tauMs))));
}

/** The older sample plus the time since it. */
export const interpolateElapsed: Interpolation = (older, _, elapsedMs) => tidy(() => add(older, elapsedMs));
