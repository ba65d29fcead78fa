import { type Tensor, add, grad, mul, onesLike, setBackend, sum, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { defaultEngine, expectNoLeak, readableEngines, weights } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { composed as composedScan, gatedScan, leakyScan } from "./leaky-scan.ts";
import { composed, lifSequence } from "./lif-sequence.ts";

const one = { decay: 0.5, slope: (excess: Tensor): Tensor => onesLike(excess) };

describe.each(readableEngines)("sequences on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    return () => setBackend(defaultEngine);
  });

  it("leakyScan sums either way, and the gradient of one is the other", () => {
    tidy(() => {
      const x = tensor([[1, 4], [0, 0], [1, 8]]); // prettier-ignore
      expect(leakyScan(x, { decay: 0.5 })).toBeClose([[1, 4], [0.5, 2], [1.25, 9]]); // prettier-ignore
      expect(leakyScan(x, { decay: 0.5, back: true })).toBeClose([[1.25, 6], [0.5, 4], [1, 8]]); // prettier-ignore
      const slope = grad((a: Tensor) => sum(mul(leakyScan(a, { decay: 0.5 }), x)));
      expect(slope(zeros([3, 2]))).toBeClose([[1.25, 6], [0.5, 4], [1, 8]]); // prettier-ignore
      expect(gatedScan(x, { decay: 0.5, back: true }, tensor([[0, 1], [1, 0], [0, 0]]))).toBeClose([[1, 4], [0, 4], [1, 8]]); // prettier-ignore
    });
  });

  it("lifSequence takes the threshold off, or sets to zero, where a neuron spikes", () => {
    tidy(() => {
      const x = tensor([[1.6], [0.8], [0.5]]);
      // u = 1.6 → spike, 0.6 left; 0.3 + 0.8 = 1.1 → spike, 0.1 left; 0.05 + 0.5
      expect(lifSequence(x, one)).toBeClose([[1], [1], [0]]);
      // u = 1.6 → 0; 0.8; 0.4 + 0.5 = 0.9
      expect(lifSequence(x, { ...one, reset: "zero" })).toBeClose([[1], [0], [0]]);
      expect(lifSequence(tensor([0.6]), { ...one, steps: 3 })).toBeClose([[0], [0], [1]]); // 0.6, 0.9, 1.05
    });
  });

  it("the gradient goes back through time: g[t] = slope · dy[t] + decay · g[t+1]", () => {
    tidy(() => {
      const dy = tensor([[1], [2], [4]]);
      const slopeOf = (options: object): Tensor => grad((a: Tensor) => sum(mul(lifSequence(a, { ...one, ...options }), dy)))(tensor([[1.6], [0.8], [0.5]])); // prettier-ignore
      expect(slopeOf({})).toBeClose([[3], [4], [4]]); // 4; 2 + 2; 1 + 2
      expect(slopeOf({ reset: "zero" })).toBeClose([[1], [4], [4]]); // nothing passes the first spike
      expect(slopeOf({ slope: (excess: Tensor) => add(excess, 1) })).toBeClose([[3.25], [3.3], [2.2]]); // 0.55·4; 1.1·2 + 1.1; 1.6·1 + 1.65
      const repeated = grad((a: Tensor) => sum(mul(lifSequence(a, { ...one, steps: 3 }), dy)));
      expect(repeated(tensor([0.6]))).toBeClose([3 + 4 + 4]);
    });
  });

  it("is on engines without the kernels what it is on those that have them", () => {
    tidy(() => {
      const x = mul(tensor(weights(7 * 30), [30, 7]), 2);
      for (const toZero of [false, true]) {
        const [spikes, excess] = composed(x, { steps: 30, decay: 0.9, threshold: 0.8, toZero, repeats: false });
        const kernel = lifSequence(x, { ...one, decay: 0.9, threshold: 0.8, reset: toZero ? "zero" : "subtract" });
        expect(Array.from(spikes.dataSync())).toEqual(Array.from(kernel.dataSync()));
        const gates = { decay: 0.9, back: true };
        expect(composedScan(excess, gates, spikes)).toBeClose(Array.from(gatedScan(excess, gates, spikes).dataSync()), 1e-6);
        expect(composedScan(excess, { decay: 0.9, back: false }, undefined)).toBeClose(Array.from(leakyScan(excess, { decay: 0.9 }).dataSync()), 1e-6); // prettier-ignore
      }
      const repeated = composed(tensor([0.6]), { steps: 3, decay: 0.5, threshold: 1, toZero: false, repeats: true });
      expect(repeated[0]).toBeClose([[0], [0], [1]]);
    });
  });

  it("gives the same numbers on every engine", async () => {
    const results: number[][] = [];
    for (const name of [engine, "cpu"]) {
      await setBackend(name);
      results.push(tidy(() => Array.from(lifSequence(mul(tensor(weights(7 * 30), [30, 7]), 2), { ...one, decay: 0.9 }).dataSync())));
    }
    await setBackend(engine);
    expect(results[0]).toEqual(results[1]);
  });

  it("leaves only its result behind", async () => {
    const x = tensor([[1.6], [0.8]]);
    await expectNoLeak(() => {
      lifSequence(x, one).dispose();
      grad((a: Tensor) => sum(lifSequence(a, one)))(x).dispose();
    });
    x.dispose();
  });
});

it("refuses what cannot be", () => {
  tidy(() => {
    const x = tensor([[1]]);
    expect(() => lifSequence(x, { ...one, decay: 2 })).toThrowSurenet("E_OPTION", /decay/);
    expect(() => lifSequence(x, { ...one, threshold: 0 })).toThrowSurenet("E_OPTION", /threshold/);
    expect(() => lifSequence(x, { ...one, steps: 1.5 })).toThrowSurenet("E_OPTION", /steps/);
    expect(() => lifSequence(tensor(1), one)).toThrowSurenet("E_SHAPE", /\[time/);
    expect(() => leakyScan(x, { decay: -1 })).toThrowSurenet("E_OPTION", /decay/);
  });
});
