import { type Tensor, add, div, exp, mul, sub, tidy } from "@tensorflow/tfjs-core";

export interface LinearDynamics {
  readonly dtMs: number;
  readonly tauMs: number;
  readonly rest: number;
  readonly resistance: number;
}

/**
 * The leaky membrane, integrated exactly over a step of constant current: `v ← E + R·I + (v − E − R·I) · exp(−dt/τ)`.
 *
 * @example integrateLinear(tensor([0]), tensor([3]), { dtMs: 1, tauMs: 1 / Math.LN2, rest: 0, resistance: 1 }) // [1.5]
 * @see Gerstner, Kistler, Naud & Paninski 2014, eq. 1.5
 */
export function integrateLinear(voltage: Tensor, current: Tensor, { dtMs, tauMs, rest, resistance }: LinearDynamics): Tensor {
  return tidy(() => {
    const goal = add(mul(current, resistance), rest);
    return add(mul(sub(voltage, goal), Math.exp(-dtMs / tauMs)), goal);
  });
}

export interface QuadraticDynamics extends LinearDynamics {
  /** Above this voltage the membrane runs away to its spike without current. */
  readonly critical: number;
  readonly affinity: number;
}

/**
 * The quadratic membrane, one Euler step: `v ← v + dt/τ · (a (v − E)(v − v_c) + R·I)`.
 *
 * @example integrateQuadratic(tensor([2]), tensor([1]), { dtMs: 1, tauMs: 2, rest: 0, critical: 1, affinity: 1, resistance: 1 }) // 2 + (2·1 + 1)/2 = [3.5]
 * @see Gerstner, Kistler, Naud & Paninski 2014, eq. 5.16
 */
export function integrateQuadratic(voltage: Tensor, current: Tensor, options: QuadraticDynamics): Tensor {
  const { dtMs, tauMs, rest, critical, affinity, resistance } = options;
  return tidy(() => {
    const pull = mul(mul(sub(voltage, rest), sub(voltage, critical)), affinity);
    return add(voltage, mul(add(pull, mul(current, resistance)), dtMs / tauMs));
  });
}

export interface ExponentialDynamics extends LinearDynamics {
  /** Where the upswing of a spike begins. */
  readonly rheobase: number;
  /** How many volts the upswing takes to grow by e. */
  readonly sharpness: number;
}

/**
 * The exponential membrane, one Euler step: `v ← v + dt/τ · (−(v − E) + Δ exp((v − v_rh)/Δ) + R·I)`.
 *
 * @example integrateExponential(tensor([0]), tensor([1]), { dtMs: 1, tauMs: 2, rest: 0, rheobase: 0, sharpness: 1, resistance: 1 }) // (1 + 1)/2 = [1]
 * @see Gerstner, Kistler, Naud & Paninski 2014, eq. 5.6
 */
export function integrateExponential(voltage: Tensor, current: Tensor, options: ExponentialDynamics): Tensor {
  const { dtMs, tauMs, rest, rheobase, sharpness, resistance } = options;
  return tidy(() => {
    const upswing = mul(exp(div(sub(voltage, rheobase), sharpness)), sharpness);
    return add(voltage, mul(add(sub(upswing, sub(voltage, rest)), mul(current, resistance)), dtMs / tauMs));
  });
}
