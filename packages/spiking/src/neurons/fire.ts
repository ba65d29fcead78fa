import {
  type Tensor,
  add,
  cast,
  equal,
  fill,
  greaterEqual,
  logicalAnd,
  mul,
  relu,
  scalar,
  sub,
  tidy,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";

/** What a neuron carries from one step to the next, `[batch, ...shape]` each. */
export interface NeuronState {
  readonly voltage: Tensor;
  /** What is left of the refractory period, in milliseconds. */
  readonly refractory: Tensor;
}

export interface FireOptions {
  readonly dtMs: number;
  /** The next voltages from the present ones and the current that reaches the membrane. */
  readonly dynamics: (voltage: Tensor, current: Tensor) => Tensor;
  /** One number, or a tensor that broadcasts over the batch. */
  readonly threshold: number | Tensor;
  /** A voltage, or where the voltage at the threshold goes. */
  readonly reset: number | ((voltage: Tensor) => Tensor);
  readonly refractoryMs: number;
  /** Whether the voltage of a deaf neuron stands still; else it follows the dynamics without current. */
  readonly lock?: boolean;
}

/**
 * One step of any neuron that integrates, spikes at a threshold, resets and is deaf for a while.
 *
 *     r ← max(r − dt, 0)          free = (r = 0)
 *     v ← dynamics(v, I · free)   where free, or everywhere without `lock`
 *     spike = free and v ≥ θ;     v ← reset(v) and r ← refractoryMs where it spikes
 *
 * A period of one step therefore blocks nothing in the next one.
 *
 * @param state borrowed, like the current; all `[batch, ...shape]`
 * @returns spikes (0 or 1) and the next state, owned by the caller
 * @see Gerstner, Kistler, Naud & Paninski 2014, §1.3
 */
export function fire(
  { voltage, refractory }: NeuronState,
  current: Tensor,
  { dtMs, dynamics, threshold, reset, refractoryMs, lock = true }: FireOptions,
): NeuronState & { readonly spikes: Tensor } {
  return tidy(() => {
    const left = relu(sub(refractory, dtMs));
    const free = equal(left, scalar(0));
    const candidate = dynamics(voltage, where(free, current, zerosLike(current)));
    const now = lock ? where(free, candidate, voltage) : candidate;
    const spikes = logicalAnd(free, greaterEqual(now, threshold));
    return {
      spikes: cast(spikes, "float32"),
      voltage: where(spikes, typeof reset === "number" ? fill(now.shape, reset) : reset(now), now),
      refractory: where(spikes, fill(now.shape, refractoryMs), left),
    };
  });
}

/** A reset that depends on the voltage of the spike: `v ← E + scale · (v − E) − add`. */
export function linearReset({ rest, scale, add: drop }: { rest: number; scale: number; add: number }): (voltage: Tensor) => Tensor {
  return (voltage) => add(mul(sub(voltage, rest), scale), rest - drop);
}
