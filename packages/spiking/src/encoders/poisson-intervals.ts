import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { type Rng, invalidValue } from "@surenet/tensor-backend";
import { positiveInteger } from "@surenet/nn";
import { givenRng } from "../state/given-rng.ts";
import { notNegative, positive } from "../state/check-number.ts";

export interface EncodeOptions {
  readonly steps: number;
  readonly dtMs: number;
  /** The rate of intensity 1. */
  readonly frequencyHz: number;
  readonly rng: Rng;
}

/**
 * Spike trains of a Poisson process with an absolute refractory period, by drawing the intervals themselves.
 *
 * The n-th interval is `r + Exp(1) · (1000/(f·x) − r)` milliseconds with `compensate` (the mean is then exactly 1/(f·x)), `r + Exp(1) · 1000/(f·x)` without;
 * the first begins at time 0, as if every train had spiked just before. Spikes fall into steps of `dtMs`, `⌊t/dt⌋`: a period shorter than a step lets two spikes
 * share one, which counts once. Without refractoriness a share `1 − (1 − e^(−λ))/λ` of them, `λ = f·x·dt`, is lost so: 4.8% at 100 Hz and 1 ms, 18% at 400 Hz.
 *
 * @param intensities any shape, 0 to 1 or whatever scales the frequency; borrowed
 * @returns `[steps, ...shape]` of 0 and 1, owned by the caller
 * @throws SurenetError `E_OPTION`; `E_VALUE` for an intensity that is negative, not finite, or so high that the refractory period leaves no room for its rate
 * @example poissonSpikes(tensor([0.5]), { steps: 1000, dtMs: 1, frequencyHz: 100, rng }) // about 50 spikes
 * @see Dayan & Abbott 2001, §1.4
 */
export function poissonSpikes(
  intensities: Tensor,
  options: EncodeOptions & { /** One step by default. */ readonly refractoryMs?: number; readonly compensate?: boolean },
): Tensor {
  return trains("poissonSpikes", intensities, options, poissonIntervals(options));
}

/** Exponential intervals behind a refractory period, for one that is made anew. */
export function poissonIntervals({
  dtMs,
  refractoryMs = dtMs,
  compensate = true,
}: {
  readonly dtMs: number;
  readonly refractoryMs?: number;
  readonly compensate?: boolean;
}): Intervals {
  const where = "poissonSpikes";
  notNegative({ where, option: "refractoryMs", got: refractoryMs });
  return (meanMs, rng, intensity) => {
    const room = meanMs - (compensate ? refractoryMs : 0);
    if (room < 0)
      throw invalidValue({ where, problem: "the rate leaves no room for the refractory period", expected: `at most ${1000 / refractoryMs} Hz`, got: 1000 / meanMs, fix: `Intensity ${intensity} is too high; or set compensate: false.` }); // prettier-ignore
    return () => refractoryMs + room * exponential(rng);
  };
}

/**
 * Spike trains whose intervals are Poisson counts of steps with mean `1000/(f·x·dt)`, at least one step.
 *
 * The first interval ends in step `interval − 1`, so that a train may begin at once. More regular than a Poisson process: the interval's variation is `1/√mean`, not 1.
 *
 * @returns `[steps, ...shape]` of 0 and 1, owned by the caller
 * @throws SurenetError as {@link poissonSpikes}
 * @example poissonIntervalSpikes(tensor([0.5]), { steps: 1000, dtMs: 1, frequencyHz: 100, rng }) // intervals of 20 ± 4.5 steps
 */
export function poissonIntervalSpikes(intensities: Tensor, options: EncodeOptions): Tensor {
  return trains("poissonIntervalSpikes", intensities, options, countedIntervals(options.dtMs));
}

/** Whole steps, Poisson distributed; the first interval may end at once. */
export function countedIntervals(dtMs: number): Intervals {
  return (meanMs, rng) => {
    const rate = meanMs / dtMs;
    return (isFirst) => (Math.max(1, rng.values.poisson(1, { rate })[0] ?? 1) - (isFirst ? 1 : 0)) * dtMs;
  };
}

/**
 * Spikes that are drawn step by step with probability `min(f·x·dt/1000, 1)`: a Poisson process seen in bins, fast and without refractoriness.
 *
 * Two spikes of one bin count once, and the variance is `p(1 − p)` where a Poisson count has `p`: 10% less at 100 Hz and 1 ms.
 *
 * @returns `[steps, ...shape]` of 0 and 1, owned by the caller
 * @throws SurenetError as {@link poissonSpikes}
 * @example bernoulliSpikes(tensor([0.5]), { steps: 1000, dtMs: 1, frequencyHz: 100, rng }) // about 50 spikes
 */
export function bernoulliSpikes(intensities: Tensor, options: EncodeOptions): Tensor {
  const { steps, dtMs, frequencyHz, rng } = checkEncoding("bernoulliSpikes", options);
  const values = readIntensities("bernoulliSpikes", intensities);
  const spikes = new Float32Array(steps * values.length);
  const draws = rng.values.uniform(spikes.length);
  for (let at = 0; at < spikes.length; at++) {
    const p = ((values[at % values.length] ?? 0) * frequencyHz * dtMs) / 1000;
    if ((draws[at] ?? 1) < p) spikes[at] = 1;
  }
  return tensor(spikes, [steps, ...intensities.shape]);
}

type Draw = (isFirst: boolean) => number;

/** The intervals of a train of the given mean, in milliseconds. */
export type Intervals = (meanMs: number, rng: Rng, intensity: number) => Draw;

/** Lays intervals end to end, one train an element. */
function trains(where: string, intensities: Tensor, options: EncodeOptions, intervals: Intervals): Tensor {
  const { steps, dtMs, frequencyHz, rng } = checkEncoding(where, options);
  const values = readIntensities(where, intensities);
  const spikes = new Float32Array(steps * values.length);
  values.forEach((intensity, element) => {
    if (intensity === 0 || frequencyHz === 0) return;
    const draw = intervals(1000 / (frequencyHz * intensity), rng, intensity);
    for (let time = draw(true); time < steps * dtMs; time += draw(false)) spikes[Math.floor(time / dtMs) * values.length + element] = 1;
  });
  return tensor(spikes, [steps, ...intensities.shape]);
}

/** The trains step by step; the draws of the elements alternate, so that the numbers differ from those of a whole train. */
export function* streamSpikes(intensities: Tensor, options: EncodeOptions, intervals: Intervals): Generator<Tensor, void, undefined> {
  const { steps, dtMs, frequencyHz, rng } = checkEncoding("stream", options);
  const { shape } = intensities;
  const draws = Array.from(readIntensities("stream", intensities), (intensity): Draw => {
    if (intensity === 0 || frequencyHz === 0) return () => Infinity;
    return intervals(1000 / (frequencyHz * intensity), rng, intensity);
  });
  const next = draws.map((draw) => draw(true));
  for (let end = dtMs, step = 0; step < steps; end = (++step + 1) * dtMs) {
    const spikes = new Float32Array(draws.length);
    draws.forEach((draw, element) => {
      for (; (next[element] ?? 0) < end; next[element] = (next[element] ?? 0) + draw(false)) spikes[element] = 1;
    });
    yield tensor(spikes, shape);
  }
}

function exponential(rng: Rng): number {
  return rng.values.exponential(1)[0] ?? 0;
}

export function checkEncoding(where: string, options: EncodeOptions): EncodeOptions {
  positiveInteger(where, "steps", options.steps);
  positive({ where, option: "dtMs", got: options.dtMs });
  notNegative({ where, option: "frequencyHz", got: options.frequencyHz });
  givenRng(where, options.rng);
  return options;
}

export function readIntensities(where: string, intensities: Tensor): Float32Array {
  const values = Float32Array.from(intensities.dataSync());
  const wrong = values.find((value) => !(value >= 0 && value < Infinity));
  if (wrong !== undefined) throw invalidValue({ where, problem: "an intensity is no rate", expected: "finite numbers >= 0", got: wrong });
  return values;
}
