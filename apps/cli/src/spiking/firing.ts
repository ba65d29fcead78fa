import { type Tensor, cast, greater, mean, sum, tidy } from "@tensorflow/tfjs-core";

/** How a layer fires over a set of samples. */
export type Firing = {
  readonly neurons: number;
  /** Spikes of all neurons for a sample. */
  readonly perSample: number;
  /** Spikes of one neuron for a sample. */
  readonly perNeuronAndSample: number;
  /** The share of the neurons that never fired. */
  readonly silent: number;
  /** Spikes per sample of the least active, the median and the most active neuron. */
  readonly perNeuron: { readonly least: number; readonly median: number; readonly most: number };
}; // a type, not an interface: `tidy` takes it for a container

/** @param counts spikes `[samples, neurons]`, borrowed */
export function firingOf(counts: Tensor): Firing {
  const [samples = 1, neurons = 1] = counts.shape;
  return tidy(() => {
    const each = Array.from(mean(counts, 0).dataSync()).sort((a, b) => a - b);
    const perSample = each.reduce((total, rate) => total + rate, 0);
    const active = Number(sum(cast(greater(sum(counts, 0), 0), "int32")).dataSync()[0]);
    return {
      neurons,
      perSample,
      perNeuronAndSample: perSample / neurons,
      silent: samples === 0 ? 1 : 1 - active / neurons,
      perNeuron: { least: each[0] ?? NaN, median: each[Math.floor(neurons / 2)] ?? NaN, most: each.at(-1) ?? NaN },
    };
  });
}
