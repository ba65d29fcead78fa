import type { Tensor } from "@tensorflow/tfjs-core";
import { type Rng, type SpikeEvents, shapeMismatch } from "@surenet/tensor-backend";
import { type EncodeOptions, checkEncoding, readIntensities } from "./poisson-intervals.ts";

const CERTAIN = 0.999; // a spike in every step would leave no interval to draw
const DRAWS = 4096; // at a time: a call for each costs more than the number

/**
 * {@link bernoulliSpikes} as a list of events, one sequence a sample: which inputs spike in each step. Time and memory follow the spikes, not the steps.
 *
 * The gaps between the spikes of an input are drawn, which are geometric: `⌊E / −log(1 − p)⌋` steps without a spike for E exponential. p is at most 0.999.
 *
 * @param intensities `[samples, ...inputs]`, inputs counted through; borrowed
 * @throws SurenetError `E_SHAPE`, `E_OPTION`; `E_VALUE` for intensities that are no rates
 * @example bernoulliEvents(tensor([[1, 0]]), { steps: 1000, dtMs: 1, frequencyHz: 100, rng }).events.length // about 100, all of input 0
 * @see Devroye 1986, §X.2 (geometric variates by inversion)
 */
export function bernoulliEvents(intensities: Tensor, options: EncodeOptions): SpikeEvents {
  const where = "bernoulliEvents";
  const { steps, dtMs, frequencyHz, rng } = checkEncoding(where, options);
  const [samples = 0] = intensities.shape;
  if (intensities.rank < 2 || samples === 0) throw shapeMismatch({ where, expected: "[samples, ...inputs]", got: intensities.shape });
  const inputs = intensities.size / samples;
  const values = readIntensities(where, intensities);
  const draw = exponentials(rng);
  const starts = new Int32Array(samples * steps + 1);
  const [stepOf, inputOf]: [number[], number[]] = [[], []];
  for (let sample = 0, at = 0; sample < samples; sample++) {
    for (let input = 0; input < inputs; input++, at++) {
      const p = Math.min(((values[at] ?? 0) * frequencyHz * dtMs) / 1000, CERTAIN);
      if (p === 0) continue;
      const scale = -1 / Math.log1p(-p);
      for (let t = Math.floor(draw() * scale); t < steps; t += 1 + Math.floor(draw() * scale)) {
        const step = sample * steps + t;
        starts[step + 1] = (starts[step + 1] ?? 0) + 1;
        stepOf.push(step);
        inputOf.push(input);
      }
    }
  }
  for (let s = 1; s < starts.length; s++) starts[s] = (starts[s] ?? 0) + (starts[s - 1] ?? 0);
  const next = starts.slice();
  const events = new Int32Array(stepOf.length);
  for (let i = 0; i < stepOf.length; i++) {
    const step = stepOf[i] ?? 0;
    const place = next[step] ?? 0;
    next[step] = place + 1;
    events[place] = inputOf[i] ?? 0;
  }
  return { starts, events };
}

function exponentials(rng: Rng): () => number {
  let [drawn, at]: [Float32Array, number] = [new Float32Array(0), 0];
  return () => {
    if (at === drawn.length) [drawn, at] = [rng.values.exponential(DRAWS), 0];
    return drawn[at++] ?? 0;
  };
}
