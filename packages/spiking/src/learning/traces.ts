import { type Tensor, abs, add, cast, equal, lessEqual, mul, sub, tidy, where } from "@tensorflow/tfjs-core";

export type TraceMode = "cumulative" | "nearest";

export interface TraceOptions {
  /** What is left of a trace after a step, `exp(−dt/τ)`. */
  readonly decay: number;
  readonly amplitude: number;
  /** What counts as an event. */
  readonly target?: number;
  /** How far from the target still counts. */
  readonly tolerance?: number;
}

/**
 * A trace that an event sets: `x ← amplitude` at an event, else `x · decay`.
 *
 * @param trace the trace so far, borrowed like the observation; undefined before the first step
 * @see Morrison, Diesmann & Gerstner 2008, §4.1 (nearest-neighbour pairing)
 */
export function traceNearest(observation: Tensor, trace: Tensor | undefined, options: TraceOptions): Tensor {
  return tidy(() => {
    const event = matches(observation, options);
    const faded = mul(trace ?? mul(observation, 0), options.decay);
    return where(event, add(mul(faded, 0), options.amplitude), faded);
  });
}

/**
 * A trace to which every event adds: `x ← x · decay + amplitude · event`.
 *
 * @see Morrison, Diesmann & Gerstner 2008, §4.1 (all-to-all pairing)
 */
export function traceCumulative(observation: Tensor, trace: Tensor | undefined, options: TraceOptions): Tensor {
  return tidy(() => {
    const gained = mul(cast(matches(observation, options), "float32"), options.amplitude);
    return trace === undefined ? gained : add(mul(trace, options.decay), gained);
  });
}

export interface ScaledTraceOptions {
  readonly decay: number;
  readonly amplitude: number;
  readonly scale: number;
}

/** A trace that an event sets to `amplitude + scale · observation`; `event` is a boolean tensor. */
export function traceNearestScaled(
  observation: Tensor,
  trace: Tensor | undefined,
  { event, ...options }: ScaledTraceOptions & { readonly event: Tensor },
): Tensor {
  return tidy(() => where(event, jump(observation, options), mul(trace ?? mul(observation, 0), options.decay)));
}

/** A trace to which an event adds `amplitude + scale · observation`. */
export function traceCumulativeScaled(
  observation: Tensor,
  trace: Tensor | undefined,
  { event, ...options }: ScaledTraceOptions & { readonly event: Tensor },
): Tensor {
  return tidy(() => add(mul(trace ?? mul(observation, 0), options.decay), mul(cast(event, "float32"), jump(observation, options))));
}

/** A leaky sum: `x ← x · decay + scale · observation`. */
export function traceOfValues(
  observation: Tensor,
  trace: Tensor | undefined,
  { decay, scale }: { readonly decay: number; readonly scale: number },
): Tensor {
  return tidy(() => add(mul(trace ?? mul(observation, 0), decay), mul(observation, scale)));
}

function jump(observation: Tensor, { amplitude, scale }: ScaledTraceOptions): Tensor {
  return add(mul(observation, scale), amplitude);
}

function matches(observation: Tensor, { target = 1, tolerance }: TraceOptions): Tensor {
  return tolerance === undefined ? equal(observation, target) : lessEqual(abs(sub(observation, target)), tolerance);
}
