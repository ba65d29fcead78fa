import { setBackend, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { defaultEngine, expectNoLeak, readableEngines } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "../rng/rng.ts";
import { type SpikeEvents, winnerTakeAll } from "./winner-take-all.ts";

const options = {
  steps: 3, decay: 0.5, traceDecay: 0.5, learningRate: 0.5, thresholdIncrement: 0.25, thresholdKeep: 1, largestWeight: 1, weightSum: 2, inhibitedSteps: 0,
} as const; // prettier-ignore

/** Inputs that spike in each step. */
function listed(...steps: readonly (readonly number[])[]): SpikeEvents {
  const starts = Int32Array.from({ length: steps.length + 1 }, (_, s) => steps.slice(0, s).flat().length);
  return { starts, events: Int32Array.from(steps.flat()) };
}

describe.each(readableEngines)("winnerTakeAll on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    return () => setBackend(defaultEngine);
  });

  it("the one furthest above its threshold fires, learns from the inputs before it, and keeps its sum of weights", () => {
    tidy(() => {
      const state = { weights: tensor([[0.8, 0.4], [0.4, 1], [0.8, 0.6]]), thresholds: zeros([2]) }; // prettier-ignore
      // step 0: v = (0.8, 0.4), nobody above 1. Step 1: v = (0.4 + 0.4, 0.2 + 1): the second fires at 1.2
      const after = winnerTakeAll(state, listed([0], [1], []), options);
      expect(after.counts).toBeClose([[0, 1]]);
      expect(after.thresholds).toBeClose([0, 0.25]);
      // input 0 spiked a step ago: 0.4 + 0.5·0.5·(1 − 0.4) = 0.55; input 1 now: 1; input 2 never: 0.6. The sum 2.15 becomes 2
      expect(after.weights).toBeClose([[0.8, 1.1 / 2.15], [0.4, 2 / 2.15], [0.8, 1.2 / 2.15]]); // prettier-ignore
    });
  });

  it("a spike silences everybody for the inhibited steps, in which nothing is summed", () => {
    tidy(() => {
      const state = { weights: tensor([[2]]), thresholds: zeros([1]) };
      const every = listed([0], [0], [0]);
      const count = (inhibitedSteps: number): unknown =>
        winnerTakeAll(state, every, { ...options, learningRate: 0, inhibitedSteps }).counts;
      for (const [inhibited, want] of [[0, 3], [1, 2], [2, 1]] as const) expect(count(inhibited)).toBeClose([[want]]); // prettier-ignore
    });
  });

  it("without a learning rate nothing changes but the counts, and sequences do not see each other", () => {
    tidy(() => {
      const state = { weights: tensor([[0.7]]), thresholds: tensor([0.1]) };
      const after = winnerTakeAll(state, listed([], [], [0], [0], [], []), { ...options, learningRate: 0, thresholdKeep: 0.5 });
      expect(after.counts).toBeClose([[0], [0]]); // 0.7 at the end of one and at the start of the next
      expect(after.weights).toBeClose([[0.7]]);
      expect(after.thresholds).toBeClose([0.1]);
    });
  });

  it("gives the numbers of the plain loop for any number of neurons", async () => {
    const results: number[][][] = [];
    for (const name of [engine, "cpu"]) {
      await setBackend(name);
      results.push([3, 16, 21, 50].map((neurons) => tidy(() => Array.from(many(neurons)))));
    }
    await setBackend(engine);
    expect(results[0]).toEqual(results[1]);
  });

  it("leaves only its results behind", async () => {
    const state = { weights: tensor([[1]]), thresholds: zeros([1]) };
    await expectNoLeak(() => {
      for (const made of Object.values(winnerTakeAll(state, listed([0], [0], [0]), options))) made.dispose();
    });
    for (const made of Object.values(state)) made.dispose();
  });
});

/** A learning run whose weights depend on every rounding. */
function many(neurons: number): ArrayLike<number> {
  const rng = createRng(5);
  const spikes = Array.from(rng.values.bernoulli(60 * 12, { p: 0.4 }));
  const steps = Array.from({ length: 60 }, (_, s) => Array.from({ length: 12 }, (__, i) => i).filter((i) => spikes[s * 12 + i] === 1));
  const state = { weights: rng.uniform([12, neurons]), thresholds: zeros([neurons]) };
  const after = winnerTakeAll(state, listed(...steps), { ...options, steps: 20, decay: 0.9, learningRate: 0.1, inhibitedSteps: 2, thresholdKeep: 0.99 }); // prettier-ignore
  return after.weights.dataSync();
}

it("refuses events that would write elsewhere, and options that cannot be", () => {
  tidy(() => {
    const state = { weights: zeros([2, 3]), thresholds: zeros([3]) };
    const run = (events: SpikeEvents, more: object = {}): unknown => winnerTakeAll(state, events, { ...options, ...more });
    expect(() => run(listed([0], [2], []))).toThrowSurenet("E_VALUE", /no input.*0 … 1.*got 2/);
    expect(() => run({ starts: Int32Array.of(0, 2, 1, 2), events: Int32Array.of(0, 1) })).toThrowSurenet("E_VALUE", /step 2 starts before/);
    expect(() => run({ starts: Int32Array.of(0, 1, 1, 1), events: Int32Array.of(0, 1) })).toThrowSurenet("E_VALUE", /do not bound/);
    expect(() => run(listed([0], [1]))).toThrowSurenet("E_OPTION", /steps.*a divisor of the 2 steps/);
    expect(() => run(listed([], [], []), { decay: NaN })).toThrowSurenet("E_OPTION", /decay/);
    expect(() => winnerTakeAll({ ...state, thresholds: zeros([2]) }, listed([], [], []), options)).toThrowSurenet("E_SHAPE", /\[2, 3\] and \[2\]/); // prettier-ignore
  });
});
