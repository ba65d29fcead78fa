import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type ArrayMemory, type Kernel, type KernelCall, type Numbers, kernel } from "../kernel.ts";

/** Whole sequences of spikes through neurons of which at most one fires in a step. */
export const WINNER_TAKE_ALL = "SurenetWinnerTakeAll";

export interface WinnerTakeAllAttrs {
  readonly steps: number;
  /** What is left of a voltage after a step. */
  readonly decay: number;
  /** What is left of an input's trace after a step. */
  readonly traceDecay: number;
  /** 0 learns nothing. */
  readonly learningRate: number;
  readonly thresholdIncrement: number;
  /** What is left of a threshold after a sequence. */
  readonly thresholdKeep: number;
  readonly largestWeight: number;
  readonly weightSum: number;
  /** Steps after a spike in which nobody integrates or fires. */
  readonly inhibitedSteps: number;
}

export type WinnerTakeAllInputs = "weights" | "thresholds" | "starts" | "events";

export const winnerTakeAll: Kernel = kernel(
  WINNER_TAKE_ALL,
  ["wasm", "cpu", "tensorflow"],
  ({ inputs, attrs, memory }: KernelCall<WinnerTakeAllInputs, WinnerTakeAllAttrs>) => {
    const made = outputs(memory, inputs, attrs);
    const [weights, thresholds, counts, oldWeights, oldThresholds, starts, events] = memory.views(...made, inputs.weights, inputs.thresholds, inputs.starts, inputs.events); // prettier-ignore
    weights.set(oldWeights);
    thresholds.set(oldThresholds);
    runWinnerTakeAll({ weights, thresholds, counts, starts, events }, attrs);
    return made;
  },
);

/** New weights, thresholds and counts, not yet set. */
export function outputs(
  memory: ArrayMemory,
  { weights, thresholds, starts }: Readonly<Record<WinnerTakeAllInputs, TensorInfo>>,
  { steps }: WinnerTakeAllAttrs,
): [TensorInfo, TensorInfo, TensorInfo] {
  const sequences = ((starts.shape[0] ?? 1) - 1) / steps;
  return [memory.make(weights.shape), memory.make(thresholds.shape), memory.make([sequences, thresholds.shape[0] ?? 0])];
}

/** `traceDecay^age` for every age within a sequence. */
export function tracePowers({ steps, traceDecay }: WinnerTakeAllAttrs): Float32Array {
  return Float32Array.from({ length: steps }, (_, age) => traceDecay ** age);
}

interface Arrays {
  readonly weights: Numbers;
  readonly thresholds: Numbers;
  readonly counts: Numbers;
  readonly starts: Numbers;
  readonly events: Numbers;
}

const f = Math.fround;

/** Changes weights and thresholds in place and writes the counts, in float32 and in the order of `assembly/winner-take-all.ts`. */
export function runWinnerTakeAll({ weights, thresholds, counts, starts, events }: Arrays, attrs: WinnerTakeAllAttrs): void {
  const { steps, learningRate, inhibitedSteps } = attrs;
  const m = thresholds.length;
  const n = weights.length / m;
  const [decay, rate, increment, keep, largest, total] = [
    attrs.decay, learningRate, attrs.thresholdIncrement, attrs.thresholdKeep, attrs.largestWeight, attrs.weightSum,
  ].map(f) as [number, number, number, number, number, number]; // prettier-ignore
  const powers = tracePowers(attrs);
  const v = new Float32Array(m);
  const last = new Int32Array(n);
  counts.fill(0);
  for (let sequence = 0, step = 0; step < starts.length - 1; sequence++) {
    v.fill(0);
    last.fill(-1);
    const own = counts.subarray(sequence * m, (sequence + 1) * m);
    for (let t = 0, blocked = 0; t < steps; t++, step++) {
      const [first, end] = [starts[step] ?? 0, starts[step + 1] ?? 0];
      for (let e = first; e < end; e++) last[events[e] ?? 0] = t;
      if (blocked > 0) {
        blocked--;
        continue;
      }
      for (let j = 0; j < m; j++) v[j] = (v[j] ?? 0) * decay;
      for (let e = first; e < end; e++)
        for (let j = 0, at = (events[e] ?? 0) * m; j < m; j++, at++) v[j] = (v[j] ?? 0) + (weights[at] ?? 0);
      const winner = strongest(v, thresholds);
      if (winner < 0) continue;
      v.fill(0);
      blocked = inhibitedSteps;
      own[winner] = (own[winner] ?? 0) + 1;
      if (rate === 0) continue;
      thresholds[winner] = (thresholds[winner] ?? 0) + increment;
      for (let i = 0, at = winner; i < n; i++, at += m) {
        const then = last[i] ?? -1;
        if (then < 0) continue;
        const before = weights[at] ?? 0;
        weights[at] = before + f(f(rate * (powers[t - then] ?? 0)) * f(largest - before));
      }
    }
    if (rate === 0) continue;
    for (let j = 0; j < m; j++) if ((own[j] ?? 0) > 0) rescale(weights, j, m, total);
    for (let j = 0; j < m; j++) thresholds[j] = (thresholds[j] ?? 0) * keep;
  }
}

/** The first neuron that is furthest above its threshold, −1 where none is. */
function strongest(v: Float32Array, thresholds: Numbers): number {
  let winner = -1;
  for (let j = 0, best = 0; j < v.length; j++) {
    const margin = f((v[j] ?? 0) - f((thresholds[j] ?? 0) + 1));
    if (margin > best) {
      best = margin;
      winner = j;
    }
  }
  return winner;
}

function rescale(weights: Numbers, column: number, m: number, total: number): void {
  let sum = 0;
  for (let at = column; at < weights.length; at += m) sum = f(sum + (weights[at] ?? 0));
  const factor = f(total / sum);
  for (let at = column; at < weights.length; at += m) weights[at] = (weights[at] ?? 0) * factor;
}
