import { tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { BernoulliEncoder, HomogeneousPoissonEncoder, PoissonIntervalEncoder } from "./encoders.ts";

const base = { steps: 20000, dtMs: 1, frequencyHz: 50 };
const intervals = (spikes: Float32Array): number[] => {
  const times = Array.from(spikes, (spike, t) => (spike > 0 ? t : -1)).filter((t) => t >= 0);
  return times.slice(1).map((t, i) => t - (times[i] ?? 0));
};

it("HomogeneousPoissonEncoder keeps the rate whatever the refractory period, and lets no interval fall below it", () => {
  tidy(() => {
    for (const refractoryMs of [1, 5]) {
      const encoder = new HomogeneousPoissonEncoder({ ...base, rng: createRng(1), refractoryMs });
      const spikes = Float32Array.from(encoder.encode(tensor([1])).dataSync());
      const gaps = intervals(spikes);
      // 1000 intervals of mean 20 ms and deviation 20 − r: the mean is off by 0.6 ms at most, three standard errors being 1.9
      expect(Math.abs(gaps.reduce((a, b) => a + b, 0) / gaps.length - 20)).toBeLessThan(1.9);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(refractoryMs - 1); // both ends are rounded down
    }
  });
});

it("an intensity of 0 never fires, and one stream gives one train", () => {
  tidy(() => {
    for (const Encoder of [HomogeneousPoissonEncoder, BernoulliEncoder, PoissonIntervalEncoder]) {
      const run = (): ArrayLike<number> => new Encoder({ ...base, steps: 200, rng: createRng(3) }).encode(tensor([0, 0.5])).dataSync();
      expect(Array.from(run())).toEqual(Array.from(run()));
      expect(Array.from(run()).filter((_, i) => i % 2 === 0).every((spike) => spike === 0)).toBe(true); // prettier-ignore
    }
  });
});

it("PoissonIntervalEncoder is more regular than a Poisson process", () => {
  tidy(() => {
    const gaps = intervals(Float32Array.from(new PoissonIntervalEncoder({ ...base, rng: createRng(1) }).encode(tensor([1])).dataSync()));
    const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length;
    const variation = Math.sqrt(gaps.reduce((a, b) => a + (b - mean) ** 2, 0) / gaps.length) / mean;
    expect(variation).toBeGreaterThan(0.2); // 1/√20 = 0.224, its standard error 0.005
    expect(variation).toBeLessThan(0.25);
  });
});

it("refuses rates that the refractory period has no room for, and intensities that are none", () => {
  const rng = createRng(0);
  const encoder = new HomogeneousPoissonEncoder({ ...base, rng, refractoryMs: 5 });
  expect(() => (encoder.frequencyHz = 250)).toThrowSurenet("E_OPTION", /below 200 Hz/);
  expect(() => new HomogeneousPoissonEncoder({ ...base, rng, frequencyHz: 2000 })).toThrowSurenet("E_OPTION", /below 1000 Hz/);
  expect(() => new BernoulliEncoder({ ...base, rng, steps: 0 })).toThrowSurenet("E_OPTION", /steps/);
  tidy(() => {
    expect(() => encoder.encode(tensor([5]))).toThrowSurenet("E_VALUE", /refractory/);
    expect(() => encoder.encode(tensor([NaN]))).toThrowSurenet("E_VALUE", /NaN/);
    expect(() => encoder.encode(tensor([-1]))).toThrowSurenet("E_VALUE", /-1/);
  });
});

it("leaks nothing", async () => {
  await expectNoLeak(() => tidy(() => void new BernoulliEncoder({ ...base, rng: createRng(1), steps: 3 }).encode(tensor([1]))));
});

it("a stream gives the same kind of trains step by step, each step of the intensities' shape", () => {
  for (const Encoder of [HomogeneousPoissonEncoder, BernoulliEncoder, PoissonIntervalEncoder]) {
    const encoder = new Encoder({ ...base, steps: 8000, rng: createRng(5) });
    const counts = [0, 0, 0];
    let steps = 0;
    const intensities = tensor([[0, 0.5, 1]]);
    for (const step of encoder.stream(intensities)) {
      expect(step.shape).toEqual([1, 3]);
      Array.from(step.dataSync()).forEach((spike, i) => (counts[i] = (counts[i] ?? 0) + spike));
      step.dispose();
      steps++;
    }
    intensities.dispose();
    // 8 s at 0, 25 and 50 Hz: 0, 200 and 400 spikes, deviations of at most 14 and 20
    expect([steps, counts[0], Math.abs((counts[1] ?? 0) - 200) < 57, Math.abs((counts[2] ?? 0) - 400) < 81]).toEqual([8000, 0, true, true]);
  }
});
