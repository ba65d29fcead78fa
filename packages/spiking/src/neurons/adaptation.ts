import {
  type Tensor,
  add,
  cast,
  exp,
  expandDims,
  greater,
  maximum,
  mul,
  neg,
  sub,
  sum,
  tensor1d,
  tidy,
  where,
} from "@tensorflow/tfjs-core";

/** What an adaptation sees of a step. Adaptations are `[...shape, K]` or `[batch, ...shape, K]`, the rest `[batch, ...shape]`. */
export interface AdaptationStep {
  readonly adaptation: Tensor;
  readonly spikes: Tensor;
  readonly voltage?: Tensor;
  /** With it, neurons that are deaf after the step keep their adaptation, save for the increment of a spike. */
  readonly refractory?: Tensor;
}

/**
 * Thresholds that rise with each spike and decay: `θ_k ← θ_k exp(−dt/τ_k) + δ_k · spike`.
 *
 * @returns `[batch, ...shape, K]`, owned by the caller
 * @see Teeter et al. 2018, GLIF2
 */
export function thresholdsFromSpikes(
  step: AdaptationStep,
  { dtMs, tausMs, increments }: { readonly dtMs: number; readonly tausMs: readonly number[]; readonly increments: readonly number[] },
): Tensor {
  return tidy(() => {
    const decayed = mul(step.adaptation, exp(mul(tensor1d(tausMs.map((tau) => -1 / tau)), dtMs)));
    return add(unlessDeaf(step, decayed), mul(expandDims(step.spikes, -1), tensor1d([...increments])));
  });
}

/**
 * Thresholds that follow the voltage, one Euler step: `θ_k ← θ_k + dt (a_k (v − E) − b_k θ_k)`, never below `resetMinimum` after a spike.
 *
 * @returns `[batch, ...shape, K]`, owned by the caller
 * @see Teeter et al. 2018, GLIF5
 */
export function thresholdsFromVoltage(
  step: AdaptationStep & { readonly voltage: Tensor },
  options: {
    readonly dtMs: number;
    readonly rest: number;
    readonly rates: readonly number[];
    readonly reboundRates: readonly number[];
    readonly resetMinimum?: number;
  },
): Tensor {
  const { dtMs, rest, rates, reboundRates, resetMinimum } = options;
  return tidy(() => {
    const pull = mul(expandDims(sub(step.voltage, rest), -1), tensor1d([...rates]));
    const next = unlessDeaf(step, add(step.adaptation, mul(sub(pull, mul(step.adaptation, tensor1d([...reboundRates]))), dtMs)));
    if (resetMinimum === undefined) return next;
    return where(spread(greater(step.spikes, 0), next), maximum(next, resetMinimum), next);
  });
}

/**
 * Currents that follow the voltage and jump with each spike, one Euler step: `w_k ← w_k + dt/τ_k (c_k (v − E) − w_k) + δ_k · spike`.
 *
 * @returns `[batch, ...shape, K]`, owned by the caller
 * @see Gerstner, Kistler, Naud & Paninski 2014, eq. 6.4
 */
export function currentsFromVoltage(
  step: AdaptationStep & { readonly voltage: Tensor },
  options: {
    readonly dtMs: number;
    readonly rest: number;
    readonly tausMs: readonly number[];
    readonly couplings: readonly number[];
    readonly increments: readonly number[];
  },
): Tensor {
  const { dtMs, rest, tausMs, couplings, increments } = options;
  return tidy(() => {
    const goal = mul(expandDims(sub(step.voltage, rest), -1), tensor1d([...couplings]));
    const next = add(step.adaptation, mul(sub(goal, step.adaptation), tensor1d(tausMs.map((tau) => dtMs / tau))));
    return add(unlessDeaf(step, next), mul(expandDims(step.spikes, -1), tensor1d([...increments])));
  });
}

/** `threshold + Σ_k θ_k` */
export function raisedThreshold(threshold: number, adaptation: Tensor): Tensor {
  return tidy(() => add(sum(adaptation, -1), threshold));
}

/** `I − Σ_k w_k` */
export function reducedCurrent(current: Tensor, adaptation: Tensor): Tensor {
  return tidy(() => add(current, neg(sum(adaptation, -1))));
}

function unlessDeaf({ adaptation, refractory }: AdaptationStep, next: Tensor): Tensor {
  if (refractory === undefined) return next;
  const full = add(mul(next, 0), adaptation);
  return where(spread(greater(refractory, 0), next), full, next);
}

/** Repeats a condition over the trailing axis: `where` does not broadcast on every engine. */
function spread(condition: Tensor, like: Tensor): Tensor {
  return greater(add(mul(like, 0), expandDims(cast(condition, "float32"), -1)), 0);
}
