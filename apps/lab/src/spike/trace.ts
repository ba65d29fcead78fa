import type { SpikeEvents } from "@surenet/tensor-backend";

export interface TracedNetwork {
  /** `[inputs, neurons]`, row by row. */
  readonly weights: ArrayLike<number>;
  /** On top of 1. */
  readonly thresholds: ArrayLike<number>;
  readonly decay: number;
  /** Steps after a spike in which nobody integrates or fires. */
  readonly inhibitedSteps: number;
}

export interface Trace {
  /** `[steps, neurons]`, 1 for a spike. */
  readonly spikes: Float32Array;
  /** `[steps, neurons]`, before whoever fires is reset. */
  readonly voltages: Float32Array;
}

/** What the kernel of `winnerTakeAll` does to one sequence without learning, step by step and written down. */
export function traceSequence({ weights, thresholds, decay, inhibitedSteps }: TracedNetwork, { starts, events }: SpikeEvents): Trace {
  const neurons = thresholds.length;
  const steps = starts.length - 1;
  const [spikes, voltages] = [new Float32Array(steps * neurons), new Float32Array(steps * neurons)];
  const v = new Float32Array(neurons);
  for (let t = 0, blocked = 0; t < steps; t++) {
    if (blocked > 0) {
      blocked--; // all voltages are 0
      continue;
    }
    for (let j = 0; j < neurons; j++) v[j] = (v[j] ?? 0) * decay;
    for (let e = starts[t] ?? 0; e < (starts[t + 1] ?? 0); e++) {
      for (let j = 0, at = (events[e] ?? 0) * neurons; j < neurons; j++, at++) v[j] = (v[j] ?? 0) + (weights[at] ?? 0);
    }
    voltages.set(v, t * neurons);
    const winner = furthestAbove(v, thresholds);
    if (winner < 0) continue;
    spikes[t * neurons + winner] = 1;
    v.fill(0);
    blocked = inhibitedSteps;
  }
  return { spikes, voltages };
}

/** −1 where nobody is above its threshold. */
function furthestAbove(v: Float32Array, thresholds: ArrayLike<number>): number {
  let [winner, best] = [-1, 0];
  for (let j = 0; j < v.length; j++) {
    const margin = Math.fround((v[j] ?? 0) - Math.fround((thresholds[j] ?? 0) + 1));
    if (margin > best) [winner, best] = [j, margin];
  }
  return winner;
}
