import { setBackend, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { defaultEngine, expectNoLeak, readableEngines, weights } from "@surenet/testing";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type LifState, lifStep, type LifStepOptions } from "./lif-step.ts";

const halving: LifStepOptions = { dtMs: 1, tauMs: 1 / Math.LN2, rest: 0, reset: 0, threshold: 1 };
const f = Math.fround;

/** The step of one neuron in float32, by the formula. */
function stepped([v, r]: [number, number], input: number, options: Required<LifStepOptions>): { state: [number, number]; spike: number } {
  const { dtMs, tauMs, rest, reset, threshold, resistance, refractoryMs, lock } = options;
  const left = Math.max(f(r - f(dtMs)), 0);
  const goal = f((left === 0 ? f(input * f(resistance)) : 0) + f(rest));
  const candidate = f(f(f(v - goal) * f(Math.exp(-dtMs / tauMs))) + goal);
  const now = left === 0 || !lock ? candidate : v;
  const spike = left === 0 && now >= f(threshold);
  return { state: spike ? [f(reset), f(refractoryMs)] : [now, left], spike: Number(spike) };
}

describe.each(readableEngines)("lifStep on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    return () => setBackend(defaultEngine);
  });

  it("twenty steps are the formula's in float32, spike by spike", () => {
    const options = fc.record({
      dtMs: fc.constantFrom(0.5, 1),
      tauMs: fc.constantFrom(5, 20),
      rest: fc.constantFrom(-60, 0),
      resistance: fc.constantFrom(1, 30),
      refractoryMs: fc.constantFrom(0, 1, 2.5, 3),
      lock: fc.boolean(),
    });
    fc.assert(
      fc.property(options, fc.integer({ min: 1, max: 9 }), (chosen, n) => {
        const full = { ...chosen, reset: chosen.rest - 5, threshold: chosen.rest + 10 };
        const neurons = Array.from({ length: n }, (): [number, number] => [full.rest, 0]);
        tidy(() => {
          let state: LifState = { voltage: tensor(neurons.map(([v]) => v)), refractory: zeros([n]) };
          for (let step = 0; step < 20; step++) {
            const input = weights(n * (step + 1)).subarray(n * step).map((value) => f(value * 20 + 15)); // prettier-ignore
            const next = lifStep(state, tensor(input), full);
            const want = neurons.map((neuron, i) => stepped(neuron, input[i] ?? NaN, full));
            want.forEach(({ state: after }, i) => (neurons[i] = after));
            expect([...next.spikes.dataSync()]).toEqual(want.map(({ spike }) => spike));
            expect(next.voltage).toBeClose(neurons.map(([v]) => v), 1e-6); // prettier-ignore
            expect(next.refractory).toBeClose(neurons.map(([, r]) => r), 1e-6); // prettier-ignore
            state = next;
          }
        });
      }),
      { numRuns: 25 },
    );
  });

  it("a current that carries the voltage to the threshold makes a spike, which blocks the steps after it", () => {
    tidy(() => {
      // decay 1/2: 0 → 3/2 → reset; with 3 ms of deafness two steps are blocked
      const options = { ...halving, refractoryMs: 3 };
      let state: LifState = { voltage: zeros([1, 1]), refractory: zeros([1, 1]) };
      const spikes: number[] = [];
      for (let step = 0; step < 4; step++) {
        const next = lifStep(state, tensor([[3]]), options);
        spikes.push(next.spikes.dataSync()[0] ?? NaN);
        state = next;
      }
      expect(spikes).toEqual([1, 0, 0, 1]);
    });
  });

  it("without lock a deaf neuron's voltage decays", () => {
    tidy(() => {
      const state = { voltage: tensor([0.8]), refractory: tensor([5]) };
      expect(lifStep(state, tensor([9]), halving).voltage).toBeClose([0.8]);
      expect(lifStep(state, tensor([9]), { ...halving, lock: false }).voltage).toBeClose([0.4]);
    });
  });

  it("leaves only its results behind", async () => {
    const state = { voltage: zeros([3]), refractory: zeros([3]) };
    const input = tensor([1, 2, 3]);
    await expectNoLeak(() => {
      for (const made of Object.values(lifStep(state, input, halving))) made.dispose();
    });
    for (const made of [...Object.values(state), input]) made.dispose();
  });
});

it("refuses what cannot be", () => {
  tidy(() => {
    const state = { voltage: zeros([2]), refractory: zeros([2]) };
    const step = (options: object): unknown => lifStep(state, zeros([2]), { ...halving, ...options });
    expect(() => step({ dtMs: 0 })).toThrowSurenet("E_OPTION", /dtMs.*positive/);
    expect(() => step({ tauMs: -1 })).toThrowSurenet("E_OPTION", /tauMs/);
    expect(() => step({ rest: 1 })).toThrowSurenet("E_OPTION", /rest.*below the threshold 1/);
    expect(() => step({ reset: 2 })).toThrowSurenet("E_OPTION", /reset.*below the threshold 1/);
    expect(() => step({ resistance: 0 })).toThrowSurenet("E_OPTION", /resistance/);
    expect(() => step({ refractoryMs: NaN })).toThrowSurenet("E_OPTION", /refractoryMs/);
    expect(() => step({ tau: 3 })).toThrowSurenet("E_OPTION", /tau/);
    expect(() => lifStep(state, zeros([3]), halving)).toThrowSurenet("E_SHAPE", /input does not fit/);
  });
});
