import { memory, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { buildModule } from "@surenet/nn";
import { describe, expect, it } from "vitest";
import { DeltaCurrent } from "./delta-current.ts";
import { DeltaPlusCurrent } from "./delta-plus-current.ts";
import { DoubleExponentialCurrent } from "./double-exponential-current.ts";
import { SingleExponentialCurrent } from "./single-exponential-current.ts";
import type { Synapse } from "./synapse.ts";

const options = { dtMs: 1, charge: 20, delayMs: 2 };
const types = [DeltaCurrent, DeltaPlusCurrent, DoubleExponentialCurrent, SingleExponentialCurrent];
const makers: readonly (readonly [string, () => Synapse])[] = [
  ["DeltaCurrent", () => new DeltaCurrent(2, options)],
  ["DeltaPlusCurrent", () => new DeltaPlusCurrent(2, { ...options, interpolation: "nearest", overbound: null })],
  ["SingleExponentialCurrent", () => new SingleExponentialCurrent(2, { ...options, tauMs: 5 })],
  ["DoubleExponentialCurrent", () => new DoubleExponentialCurrent(2, { ...options, decayMs: 8, riseMs: 2 })],
];

describe.each(makers)("%s", (_, make) => {
  const one = (): ReturnType<typeof tensor> => tensor([[1, 0]]);

  it("forgets the past at clear() and holds no more tensors however long it runs", () => {
    using synapse = make();
    const run = (): number[] =>
      tidy(() => [one(), zeros([1, 2]), one(), zeros([1, 2])].flatMap((x) => Array.from(synapse.forward(x).dataSync())));
    const first = run();
    const before = memory().numTensors;
    for (let again = 0; again < 20; again++) run();
    expect(memory().numTensors).toBe(before);
    synapse.clear();
    expect(run()).toEqual(first);
  });

  it("remembers its spikes for as long as the delay", () => {
    tidy(() => {
      using synapse = make();
      for (const x of [one(), zeros([1, 2]), zeros([1, 2])]) synapse.forward(x);
      expect(synapse.spikeAt(tensor([[2, 2]]))).toBeClose([[1, 0]]);
      expect(synapse.spikeAt(tensor([[1, 1]]))).toBeClose([[0, 0]]);
      synapse.forward(zeros([1, 2]));
      expect(synapse.spikeAt(tensor([[2, 2]]))).toBeClose([[0, 0]]);
    });
  });

  it("refuses another batch size before clear()", () => {
    tidy(() => {
      using synapse = make();
      synapse.forward(one());
      expect(() => synapse.forward(zeros([3, 2]))).toThrowSurenet("E_STATE", /clear\(\)/);
    });
  });

  it("is made again from its JSON", () => {
    using synapse = make();
    using twin = buildModule(JSON.parse(JSON.stringify(synapse.toJSON())) as never, types);
    expect(twin.toJSON()).toEqual(synapse.toJSON());
  });
});

it("gives off the charge: at once, or in the long run", () => {
  tidy(() => {
    const total = (synapse: Synapse): number => {
      let sum = 0;
      for (let step = 0; step < 4000; step++) sum += synapse.forward(tensor([[step === 0 ? 1 : 0]])).dataSync()[0] ?? NaN;
      synapse.dispose();
      return sum * 0.01; // times dt
    };
    const fine = { dtMs: 0.01, charge: 20 };
    expect(total(new DeltaCurrent(1, fine))).toBeCloseTo(20, 3);
    // Q/τ · dt / (1 − e^(−dt/τ)) = Q (1 + dt/2τ + ..) = 20.02
    expect(total(new SingleExponentialCurrent(1, { ...fine, tauMs: 5 }))).toBeCloseTo(20.02 * (1 - Math.exp(-8)), 2);
  });
});

it("refuses what cannot be", () => {
  expect(() => new DeltaCurrent(1, { dtMs: 1, charge: 0 })).toThrowSurenet("E_OPTION", /charge/);
  expect(() => new DeltaCurrent(1, { dtMs: 1, charge: 1, delayMs: -1 })).toThrowSurenet("E_OPTION", /delayMs/);
  expect(() => new DeltaCurrent(1, { dtMs: 1, charge: 1, interpolation: "linear" as "nearest" })).toThrowSurenet("E_OPTION", /"nearest"/);
  expect(() => new DoubleExponentialCurrent(1, { dtMs: 1, charge: 1, decayMs: 2, riseMs: 2 })).toThrowSurenet("E_OPTION", /riseMs/);
  tidy(() => {
    using synapse = new DeltaCurrent(1, { dtMs: 1, charge: 1 });
    expect(() => synapse.forward(zeros([1, 1]), zeros([1, 1]))).toThrowSurenet("E_UNSUPPORTED", /DeltaPlusCurrent/);
  });
});
