import { type Tensor, fill, memory, ones, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { buildModule } from "@surenet/nn";
import { expectNoLeak } from "@surenet/testing";
import { describe, expect, it } from "vitest";
import { AdEx } from "./adex.ts";
import { ALIF } from "./alif.ts";
import { EIF } from "./eif.ts";
import { GLIF1 } from "./glif1.ts";
import { GLIF2 } from "./glif2.ts";
import { Izhikevich } from "./izhikevich.ts";
import { LIF } from "./lif.ts";
import type { Neuron } from "./neuron.ts";
import { QIF } from "./qif.ts";

const leaky = { dtMs: 1, tauMs: 20, rest: -60, reset: -65, threshold: -50 };
const curved = { ...leaky, threshold: -40, refractoryMs: 2 };
const adapts = { adaptationTauMs: [20, 60], increment: [1, 0.5] };
const types = [AdEx, ALIF, EIF, GLIF1, GLIF2, Izhikevich, LIF, QIF];

const makers: readonly (readonly [string, () => Neuron])[] = [
  ["LIF", () => new LIF(3, { ...leaky, refractoryMs: 2 })],
  ["GLIF1", () => new GLIF1([3], leaky)],
  ["ALIF", () => new ALIF(3, { ...leaky, ...adapts })],
  ["GLIF2", () => new GLIF2(3, { dtMs: 1, tauMs: 20, rest: -60, threshold: -50, resetAdd: 4, resetScale: -0.3, adaptationRate: 0.05, increment: 1.5 })], // prettier-ignore
  ["QIF", () => new QIF(3, { ...curved, critical: -50, affinity: 0.04 })],
  ["EIF", () => new EIF(3, { ...curved, rheobase: -52, sharpness: 2, lock: false })],
  ["Izhikevich", () => new Izhikevich(3, { ...curved, critical: -50, affinity: 0.04, ...adapts, coupling: 0.1 })],
  ["AdEx", () => new AdEx(3, { ...curved, rheobase: -52, sharpness: 2, ...adapts, coupling: [0.1, 0], batchReduction: "sum" })],
];

describe.each(makers)("%s", (_, make) => {
  const run = (neuron: Neuron, steps: number, current = 40): number[] =>
    tidy(() => Array.from({ length: steps }, () => neuron.forward(fill([2, 3], current)).dataSync()[0] ?? NaN));

  it("spikes under a strong current, rests without one, and starts anew after clear()", () => {
    using neuron = make();
    const first = run(neuron.eval(), 60);
    expect(first.reduce((a, b) => a + b)).toBeGreaterThan(1);
    neuron.clear();
    expect(run(neuron, 60)).toEqual(first);
    neuron.clear();
    expect(run(neuron, 60, 0).every((spike) => spike === 0)).toBe(true);
  });

  it("makes no tensor grow, however long it runs and whoever forgets clear()", () => {
    using neuron = make();
    run(neuron, 2);
    const before = memory().numTensors;
    run(neuron, 200);
    expect(memory().numTensors).toBe(before);
  });

  it("refuses another batch size before clear(), and currents of another shape", () => {
    using neuron = make();
    tidy(() => {
      neuron.forward(zeros([2, 3]));
      expect(() => neuron.forward(zeros([4, 3]))).toThrowSurenet("E_STATE", /2 samples.*got 4.*clear\(\)/);
      neuron.clear();
      expect(neuron.forward(zeros([4, 3])).shape).toEqual([4, 3]);
      expect(() => neuron.forward(zeros([4, 2]))).toThrowSurenet("E_SHAPE", /\[batch, 3\]/);
    });
  });

  it("is made again from its JSON", () => {
    using neuron = make();
    using twin = buildModule(JSON.parse(JSON.stringify(neuron.toJSON())) as never, types);
    expect(twin).toBeInstanceOf(neuron.constructor);
    expect(twin.toJSON()).toEqual(neuron.toJSON());
  });

  it("leaks nothing", async () => {
    await expectNoLeak(() => {
      using neuron = make();
      run(neuron, 3);
    });
  });
});

it("LIF is exact whatever the step: the membrane of 4 steps of 0.25 ms is that of one of 1 ms", () => {
  tidy(() => {
    using coarse = new LIF(1, leaky);
    using fine = new LIF(1, { ...leaky, dtMs: 0.25 });
    coarse.forward(tensor([[7]]));
    for (let step = 0; step < 4; step++) fine.forward(tensor([[7]]));
    expect(fine.voltage).toBeClose(coarse.voltage, 1e-6);
    expect(coarse.voltage).toBeClose([-60 + 7 * (1 - Math.exp(-1 / 20))]);
  });
});

it("ALIF shares its threshold over the batch and keeps it when cleared, unless told otherwise", () => {
  tidy(() => {
    using neuron = new ALIF(1, { ...leaky, adaptationTauMs: 30, increment: 2 });
    neuron.forward(tensor([[1000], [0]])); // one of two samples spikes: mean 1
    expect(neuron.adaptation.variable).toBeClose([[1]]);
    neuron.clear();
    expect(neuron.adaptation.variable).toBeClose([[1]]);
    neuron.eval().forward(ones([2, 1])); // evaluation does not adapt
    expect(neuron.adaptation.variable).toBeClose([[1]]);
    neuron.clear({ keepAdaptation: false });
    expect(neuron.adaptation.variable).toBeClose([[0]]);
  });
});

it("says what it did in the last step, also without a refractory period", () => {
  tidy(() => {
    using neuron = new LIF(2, leaky);
    expect(neuron.spikes).toBeClose([[0, 0]]);
    neuron.forward(tensor([[1000, 0]]) as Tensor);
    expect(neuron.spikes).toBeClose([[1, 0]]);
  });
});

it.each<[string, () => unknown, RegExp]>([
  ["a rest at the threshold", () => new LIF(1, { ...leaky, rest: -50 }), /rest.*-50/],
  ["a reset above the threshold", () => new LIF(1, { ...leaky, reset: -40 }), /reset/],
  ["no time constant", () => new LIF(1, { ...leaky, tauMs: 0 }), /tauMs/],
  ["no resistance", () => new LIF(1, { ...leaky, resistance: 0 }), /resistance/],
  ["a negative refractory period", () => new LIF(1, { ...leaky, refractoryMs: -1 }), /refractoryMs/],
  ["a step of no length", () => new LIF(1, { ...leaky, dtMs: 0 }), /dtMs/],
  ["a misspelt option", () => new LIF(1, { ...leaky, tuaMs: 3 } as typeof leaky), /tauMs/],
  ["lists of two lengths", () => new ALIF(1, { ...leaky, adaptationTauMs: [1, 2], increment: [1, 2, 3] }), /increment/],
  ["a critical voltage above the threshold", () => new QIF(1, { ...curved, critical: -39, affinity: 1 }), /critical.*threshold/],
  ["a rheobase below rest", () => new EIF(1, { ...curved, rheobase: -61, sharpness: 1 }), /rest.*rheobase/],
])("refuses %s", (_, make, message) => {
  expect(make).toThrowSurenet("E_OPTION", message);
});
