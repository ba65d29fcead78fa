import { tensor } from "@tensorflow/tfjs-core";
import * as spiking from "@surenet/spiking";
import { createRng } from "@surenet/tensor-backend";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";

/** The facts that the vectors state of many trains, measured on trains of ours. */
export function encoders(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const [steps, samples] = [Number(p["steps"]), Number(p["samples"])];
  const options = { steps, dtMs: Number(p["stepTime"]), frequencyHz: Number(p["frequency"]), rng: createRng(1) };
  const make = (): { encode: spiking.BernoulliEncoder["encode"] } => {
    if (p["encoder"] === "HomogeneousPoissonEncoder")
      return new spiking.HomogeneousPoissonEncoder({ ...options, compensate: p["compensate"] === true });
    return p["encoder"] === "PoissonIntervalEncoder" ? new spiking.PoissonIntervalEncoder(options) : new spiking.BernoulliEncoder(options);
  };
  const encoder = make();
  const facts = Array.from(golden.input("intensity").dataSync(), (intensity) => {
    const spikes = encoder.encode(tensor(new Float32Array(samples).fill(intensity))).dataSync();
    const [counts, sums] = [new Float64Array(samples), { first: 0, last: 0, pairs: 0 }];
    for (let at = 0; at < spikes.length; at++) {
      if ((spikes[at] ?? 0) === 0) continue;
      const [step, sample] = [Math.floor(at / samples), at % samples];
      counts[sample] = (counts[sample] ?? 0) + 1;
      if (step === 0) sums.first++;
      if (step === steps - 1) sums.last++;
      else sums.pairs += spikes[at + samples] ?? 0;
    }
    const mean = counts.reduce((a, b) => a + b, 0) / samples;
    const variance = counts.reduce((a, b) => a + (b - mean) ** 2, 0) / (samples - 1);
    return [mean / steps, mean, variance, sums.first / samples, sums.last / samples, sums.pairs / samples / (steps - 1)];
  });
  const names = ["meanRatePerStep", "countMean", "countVar", "firstStepProb", "lastStepProb", "backToBackProb"];
  return Object.fromEntries(names.map((name, i) => [name, { shape: [facts.length], values: facts.map((row) => row[i] ?? NaN) }]));
}
