import { type Tensor, add, div, exp, greater, mul, sub, tidy, where } from "@tensorflow/tfjs-core";

/** What a sample taken between two recorded ones makes of them; all of one shape. */
export type Extrapolation = (sample: Tensor, between: Between, dtMs: number) => { readonly older: Tensor; readonly newer: Tensor };

export interface Between {
  readonly older: Tensor;
  readonly newer: Tensor;
  /** How long after the older sample this one was taken, in milliseconds. */
  readonly elapsedMs: Tensor;
}

/** The older record takes the sample's value. */
export const extrapolatePrevious: Extrapolation = (sample, { newer }) => ({ older: copy(sample), newer: copy(newer) });

/** The newer record takes the sample's value. */
export const extrapolateNext: Extrapolation = (sample, { older }) => ({ older: copy(older), newer: copy(sample) });

/** Both take it. */
export const extrapolateBoth: Extrapolation = (sample) => ({ older: copy(sample), newer: copy(sample) });

/** The nearer one takes it, the older in the middle. */
export const extrapolateNearest: Extrapolation = (sample, { older, newer, elapsedMs }, dtMs) =>
  tidy(() => {
    const late = greater(elapsedMs, dtMs / 2);
    return { older: where(late, older, sample), newer: where(late, sample, newer) };
  });

/** The newer record goes on along the line from the older one through the sample. */
export const extrapolateForward: Extrapolation = (sample, { older, elapsedMs }, dtMs) =>
  tidy(() => ({ older: copy(older), newer: add(older, mul(div(sub(sample, older), elapsedMs), dtMs)) }));

/** The older record goes back along the line from the newer one through the sample. */
export const extrapolateBackward: Extrapolation = (sample, { newer, elapsedMs }, dtMs) =>
  tidy(() => ({ older: sub(newer, mul(div(sub(newer, sample), sub(dtMs, elapsedMs)), dtMs)), newer: copy(newer) }));

/** Both lie on the sample's exponential decay. */
export function extrapolateDecay(tauMs: number): Extrapolation {
  return (sample, { elapsedMs }, dtMs) =>
    tidy(() => ({ older: mul(sample, exp(mul(elapsedMs, 1 / tauMs))), newer: mul(sample, exp(mul(sub(elapsedMs, dtMs), 1 / tauMs))) }));
}

function copy(x: Tensor): Tensor {
  return mul(x, 1);
}
