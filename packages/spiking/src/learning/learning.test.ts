import { type Tensor, memory, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { beforeAll, describe, expect, it } from "vitest";
import { LinearDense } from "../connections/linear-dense.ts";
import { DeltaCurrent } from "../synapses/delta-current.ts";
import { lowerBound, sharpUpperBound, upperBound } from "./bounds.ts";
import { correlate } from "./correlate.ts";
import { LinearHomeostasis } from "./homeostasis.ts";
import { KernelSTDP } from "./kernel-stdp.ts";
import { MSTDP, MSTDPET } from "./mstdp.ts";
import { Plasticity } from "./plasticity.ts";
import { STDP } from "./stdp.ts";
import { TripletSTDP } from "./triplet-stdp.ts";

const rates = { dtMs: 1, learningRatePost: 0.2, learningRatePre: -0.1, tauPostMs: 20, tauPreMs: 10 };
let on: Tensor;
let off: Tensor;
beforeAll(() => {
  [on, off] = [tensor([[1]]), tensor([[0]])];
});
const value = (x: Tensor | undefined): number => (x === undefined ? 0 : (x.dataSync()[0] ?? NaN));

/** The whole change by one spike of the sender and one of the receiver, `lag` steps later. */
function changeAt(lag: number): number {
  return tidy(() => {
    const rule = new STDP(rates);
    let total = 0;
    for (let step = -25; step <= 25; step++) {
      const { strengthen, weaken } = rule.step({ pre: step === 0 ? on : off, post: step === lag ? on : off });
      total += value(strengthen) - value(weaken);
    }
    rule.clear();
    return total;
  });
}

it.each([-20, -3, -1, 1, 3, 20])("STDP changes a weight by η exp(-|lag|/τ) at lag %i", (lag) => {
  const want = lag > 0 ? 0.2 * Math.exp(-lag / 10) : -0.1 * Math.exp(lag / 20); // the sender's trace fades with tauPre, the receiver's with tauPost
  expect(changeAt(lag)).toBeCloseTo(want, 6);
});

it("STDP counts spikes of one step in both terms", () => {
  expect(changeAt(0)).toBeCloseTo(0.2 - 0.1, 6);
});

it("STDP takes the batch's mean, or its sum", () => {
  tidy(() => {
    const [mean, total] = [new STDP(rates), new STDP({ ...rates, batchReduction: "sum" })];
    const [pre, post] = [tensor([[1, 0], [0, 0]]), tensor([[1], [1]])]; // prettier-ignore
    expect(mean.step({ pre, post }).strengthen).toBeClose([[0.1], [0]]);
    expect(total.step({ pre, post }).strengthen).toBeClose([[0.2], [0]]);
    for (const rule of [mean, total]) rule.clear();
  });
});

it("correlate gives one product, whichever side is sparse, and one for each delay", () => {
  tidy(() => {
    const [pre, post] = [createRng(1).bernoulli([4, 5]), createRng(2).normal([4, 3])];
    const want = correlate(pre, post, { sparse: "pre" });
    expect(correlate(pre, post, { sparse: "post" })).toBeClose(want);
    const spread = tensor(Array.from(pre.dataSync()).flatMap((x) => [x, x, x]), [4, 5, 3]); // prettier-ignore
    expect(correlate(spread, post)).toBeClose(want);
  });
});

it("MSTDP turns a punished sample's strengthening into weakening", () => {
  tidy(() => {
    const rule = new MSTDP({ ...rates, learningRatePre: 0 });
    const [pre, post] = [tensor([[1], [1]]), tensor([[1], [1]])]; // prettier-ignore
    const { strengthen, weaken } = rule.step({ pre, post, signal: tensor([2, -3]) });
    expect(value(strengthen)).toBeCloseTo(0.4, 6); // 0.2 · 2
    expect(value(weaken)).toBeCloseTo(0.6, 6); // 0.2 · 3
    expect(() => rule.step({ pre, post })).toThrowSurenet("E_VALUE", /signal/);
    rule.clear();
  });
});

it("MSTDPET pays for what was done before the reward", () => {
  tidy(() => {
    const rule = new MSTDPET({ ...rates, learningRatePre: 0, tauEligibilityMs: 5 });
    expect(value(rule.step({ pre: on, post: on, signal: 0 }).strengthen)).toBe(0);
    // z = 1/5, one step later exp(−1/5) of it
    expect(value(rule.step({ pre: off, post: off, signal: 1 }).strengthen)).toBeCloseTo((0.2 / 5) * Math.exp(-1 / 5), 6);
    rule.clear();
  });
});

it("TripletSTDP strengthens more when the receiver spiked before", () => {
  tidy(() => {
    const options = { dtMs: 1, learningRatePostPair: 0.1, learningRatePostTriplet: 0.05, learningRatePrePair: -0.1, learningRatePreTriplet: 0, tauPostFastMs: 10, tauPostSlowMs: 50, tauPreFastMs: 10, tauPreSlowMs: 50 }; // prettier-ignore
    const after = (posts: readonly Tensor[]): number => {
      const rule = new TripletSTDP(options);
      const last = posts.map((post, i) => value(rule.step({ pre: i === posts.length - 1 ? on : off, post }).strengthen)).at(-1) ?? NaN;
      rule.clear();
      return last;
    };
    expect(after([off, on])).toBeCloseTo(0.1, 6);
    expect(after([on, on])).toBeCloseTo(0.1 * (1 + 0.5), 6); // the slow trace of one step before is 1
    expect(() => new TripletSTDP({ ...options, tauPostSlowMs: 10 })).toThrowSurenet("E_OPTION", /tauPostSlowMs/);
    expect(() => new TripletSTDP({ ...options, learningRatePostPair: 0 })).toThrowSurenet("E_OPTION", /learningRatePostPair/);
  });
});

it("KernelSTDP learns nothing from a neuron that never spiked, and no NaN either", () => {
  tidy(() => {
    const rule = new KernelSTDP(rates);
    const { strengthen, weaken } = rule.step({ pre: on, post: off });
    expect([value(strengthen), value(weaken)]).toEqual([0, 0]);
    rule.clear();
  });
});

it("LinearHomeostasis draws both ways", () => {
  tidy(() => {
    const rule = new LinearHomeostasis({ target: 0.25, plasticity: 0.1 });
    const { strengthen, weaken } = rule.step({ pre: zeros([1, 2]), post: tensor([[1, 0]]) });
    expect(strengthen).toBeClose([[0, 0.1], [0, 0.1]]); // prettier-ignore
    expect(weaken).toBeClose([[0.3, 0], [0.3, 0]]); // prettier-ignore
    rule.clear();
  });
});

describe("Plasticity", () => {
  const make = (): LinearDense =>
    new LinearDense(1, 1, { rng: createRng(1), synapse: (shape) => new DeltaCurrent(shape, { dtMs: 1, charge: 1 }) });

  it("applies what was gathered under its bounds, and holds no tensor afterwards", () => {
    using connection = make();
    tidy(() => connection.weight.assign(tensor([[0.75]])));
    const plasticity = new Plasticity(connection, new STDP({ ...rates, learningRatePre: 0 }), {
      upper: upperBound({ limit: 1 }),
      lower: lowerBound({ limit: 0 }),
    });
    tidy(() => {
      connection.forward(on);
      plasticity.step(on);
      plasticity.apply();
    });
    expect(value(connection.weight.variable)).toBeCloseTo(0.75 + 0.2 * 0.25, 6);
    const before = memory().numTensors;
    for (let step = 0; step < 20; step++) {
      tidy(() => {
        connection.forward(on);
        plasticity.step(on);
        plasticity.apply();
      });
    }
    expect(memory().numTensors).toBe(before);
    plasticity.dispose();
  });

  it("learns nothing in evaluation", () => {
    using connection = make();
    connection.eval();
    const plasticity = new Plasticity(connection, new STDP(rates), { upper: sharpUpperBound({ limit: 1 }) });
    const before = value(connection.weight.variable);
    tidy(() => {
      connection.forward(on);
      plasticity.step(on);
      plasticity.apply();
    });
    expect(value(connection.weight.variable)).toBe(before);
    plasticity.dispose();
  });
});
