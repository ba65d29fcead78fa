import type { GoldenCase, StoredTensor } from "../vectors.ts";

/** What a neuron says it just did is what it just did: the spikes that the step returned. */
export function lastSpikes({ expect: { spike } }: GoldenCase): Record<string, StoredTensor> {
  return spike === undefined ? {} : { spikeProperty: spike };
}
