import { type Tensor, add, fill, gather, mean, sub, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { BernoulliEncoder, HomogeneousPoissonEncoder, LIF, STDP } from "@surenet/spiking";
import { createRng, initBackend } from "@surenet/tensor-backend";
import type { Acceptance, Report } from "../acceptance.ts";
import { kolmogorovSmirnov, meanAndError } from "./sample-statistics.ts";

export const closedForms: Acceptance = {
  id: "spiking/2",
  about: "f-I curve, pair STDP and encoders against their closed forms",
  async run(report) {
    await initBackend({ prefer: ["wasm"] });
    firingRates(report);
    lags(report);
    drift(report);
    encoders(report);
  },
};

/** f = 1/(t_ref + τ ln(RI/(RI − V))) for a membrane that integrates from 0 to V. */
function firingRates(report: Report): void {
  const [tauMs, threshold, refractoryMs, dtMs] = [20, 15, 5, 0.05];
  const currents = [16, 18, 20, 25, 30, 40, 60];
  const steps = 2000 / dtMs;
  using neuron = new LIF(currents.length, { dtMs, tauMs, rest: 0, reset: 0, threshold, refractoryMs });
  const current = tensor([currents]);
  // the first and the last spike of each neuron, and how many there were: the rate without the ends' effect
  const seen = currents.map(() => ({ first: NaN, last: NaN, count: 0 }));
  for (let step = 0; step < steps; step++) {
    const spikes = tidy(() => neuron.forward(current).dataSync());
    seen.forEach((one, i) => {
      if ((spikes[i] ?? 0) === 0) return;
      if (one.count++ === 0) one.first = step * dtMs;
      one.last = step * dtMs;
    });
  }
  current.dispose();
  const errors = currents.map((drive, i) => {
    const { first, last, count } = seen[i] ?? { first: NaN, last: NaN, count: 0 };
    const rate = (1000 * (count - 1)) / (last - first);
    const exact = 1000 / (refractoryMs + tauMs * Math.log(drive / (drive - threshold)));
    report.note(`RI = ${drive}: ${rate.toFixed(2)} Hz, closed form ${exact.toFixed(2)} Hz`);
    return Math.abs(rate / exact - 1);
  });
  report.atMost("LIF f-I curve, largest relative error", Math.max(...errors), 0.01);
}

const RULE = { dtMs: 1, tauPostMs: 20, tauPreMs: 30, learningRatePost: 0.01, learningRatePre: -0.006 } as const;

/** A pair of spikes Δ apart changes a weight by A₊ e^(−Δ/τ₊) when the sender was first, by A₋ e^(−|Δ|/τ₋) when it was second, by both at once. */
function lags(report: Report): void {
  const errors: number[] = [];
  for (let lag = -20; lag <= 20; lag++) {
    const rule = new STDP(RULE);
    const spike = (at: boolean): Tensor => fill([1, 1], at ? 1 : 0);
    const change = tidy(() => {
      let total: Tensor = zeros([1, 1]);
      for (let step = 0; step <= 45; step++) {
        const { strengthen, weaken } = rule.step({ pre: spike(step === 22), post: spike(step === 22 + lag) });
        total = sub(add(total, strengthen ?? 0), weaken ?? 0);
      }
      return total.dataSync()[0] ?? NaN;
    });
    rule.clear();
    // the reference's names: the trace of the senders decays with tau_pre and pays with lr_post
    const causal = lag >= 0 ? RULE.learningRatePost * Math.exp(-lag / RULE.tauPreMs) : 0;
    const anti = lag <= 0 ? RULE.learningRatePre * Math.exp(lag / RULE.tauPostMs) : 0;
    errors.push(Math.abs(change - causal - anti));
  }
  report.check("pair STDP, lags", errors.length === 41, String(errors.length));
  report.atMost("pair STDP, largest error over all lags", Math.max(...errors), 1e-6);
}

/** Independent trains of probability p and q a step: E[Δw] per step = p·q·(A₊/(1 − e^(−1/τ₊)) + A₋/(1 − e^(−1/τ₋))), once the traces have filled. */
function drift(report: Report): void {
  const [p, q, pairs, steps, warm] = [0.03, 0.05, 64, 4000, 300];
  const rng = createRng(11).values;
  const rule = new STDP({ ...RULE, batchReduction: "sum" });
  const [pre, post] = [tensor(rng.bernoulli(steps * pairs, { p }), [steps, 1, pairs]), tensor(rng.bernoulli(steps * pairs, { p: q }), [steps, 1, pairs])]; // prettier-ignore
  const sums = new Float64Array(pairs);
  for (let step = 0; step < steps; step++) {
    const change = tidy(() => {
      const { strengthen, weaken } = rule.step({ pre: gather(pre, step), post: gather(post, step), direct: true });
      return sub(strengthen ?? 0, weaken ?? 0).dataSync();
    });
    if (step >= warm) sums.forEach((sum, i) => (sums[i] = sum + (change[i] ?? NaN)));
  }
  rule.clear();
  pre.dispose();
  post.dispose();
  const { mean: measured, error } = meanAndError(Array.from(sums, (sum) => sum / (steps - warm)));
  const filled = (tau: number): number => 1 / (1 - Math.exp(-1 / tau));
  const exact = p * q * (RULE.learningRatePost * filled(RULE.tauPreMs) + RULE.learningRatePre * filled(RULE.tauPostMs));
  report.note(`mean drift a step ${measured.toExponential(4)} ± ${error.toExponential(1)}, closed form ${exact.toExponential(4)}`);
  report.atMost("drift under independent spikes, standard errors from the closed form", Math.abs(measured - exact) / error, 3);
}

/** Intervals of one long train, in steps. */
function intervals(spikes: Tensor): number[] {
  const values = tidy(() => Array.from(spikes.dataSync()));
  spikes.dispose();
  const times = values.flatMap((value, step) => (value > 0 ? [step] : []));
  return times.slice(1).map((time, i) => time - (times[i] ?? 0));
}

function encoders(report: Report): void {
  const one = tensor([1]);
  const exact = intervals(new HomogeneousPoissonEncoder({ steps: 1e6, dtMs: 0.1, frequencyHz: 50, refractoryMs: 0, rng: createRng(3) }).encode(one)); // prettier-ignore
  const refractory = intervals(new HomogeneousPoissonEncoder({ steps: 1e6, dtMs: 0.1, frequencyHz: 50, refractoryMs: 5, rng: createRng(4) }).encode(one)); // prettier-ignore
  const bins = intervals(new BernoulliEncoder({ steps: 1e6, dtMs: 1, frequencyHz: 400, rng: createRng(5) }).encode(one));
  const counts = tidy(() => Number(mean(new HomogeneousPoissonEncoder({ steps: 1e6, dtMs: 1, frequencyHz: 400, refractoryMs: 0, rng: createRng(6) }).encode(one)).dataSync()[0])); // prettier-ignore
  one.dispose();
  const variation = (sample: readonly number[]): { cv: number; error: number } => {
    const { mean: middle, error } = meanAndError(sample);
    return { cv: (error * Math.sqrt(sample.length)) / middle, error: 1 / Math.sqrt(sample.length) };
  };
  const near = (what: string, sample: readonly number[], want: number): void => {
    const { cv, error } = variation(sample);
    report.check(what, Math.abs(cv - want) < 4 * error, `${cv.toFixed(4)}, closed form ${want.toFixed(4)} (± ${error.toFixed(4)})`);
  };
  near("Poisson intervals, variation", exact, 1);
  near("with 5 ms of refractoriness at 50 Hz, variation", refractory, 0.75); // (20 − 5)/20
  near("Bernoulli at 400 Hz and 1 ms, variation", bins, Math.sqrt(1 - 0.4));
  const lost = 1 - counts / 0.4;
  const theory = 1 - (1 - Math.exp(-0.4)) / 0.4;
  report.check("400 Hz in bins of 1 ms, share of spikes lost", Math.abs(lost - theory) < 0.005, `${lost.toFixed(4)}, closed form ${theory.toFixed(4)}`); // prettier-ignore
  // both ends of an interval are rounded down to 0.1 ms: spread them evenly over it before comparing
  const rng = createRng(8).values;
  const spread = (sample: readonly number[]): number[] => {
    const jitter = rng.uniform(2 * sample.length);
    return sample.map((steps, i) => 0.1 * (steps + (jitter[2 * i] ?? 0) - (jitter[2 * i + 1] ?? 0)));
  };
  const ks = (sample: readonly number[], from: number): number =>
    kolmogorovSmirnov(spread(sample).slice(0, 2000), (ms) => (ms <= from ? 0 : 1 - Math.exp(-(ms - from) / (20 - from)))); // prettier-ignore
  report.atLeast("Kolmogorov-Smirnov test against the exponential, p", ks(exact, 0), 0.01);
  report.atLeast("the same behind 5 ms of refractoriness, p", ks(refractory, 5), 0.01);
}
