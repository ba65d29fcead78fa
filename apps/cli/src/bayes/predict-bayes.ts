import type { ArrayDataset } from "@surenet/data";
import type { Module } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";
import type { RunMetadata } from "../run/run-metadata.ts";
import { answersOf } from "./report-bayes.ts";

const DIGITS = 6;

/** What a Bayesian run says about a row. */
export interface BayesPrediction {
  readonly sample: number;
  readonly class: string | number;
  readonly probability: number;
  /** In nats. */
  readonly entropy: number;
  /** The entropy is above that of the held-out rows which training left undecided. */
  readonly abstains: boolean;
}

/** The class of each row with its probability under the mean of the drawn networks, and whether the model had better be asked by a person. */
export async function predictBayes(
  model: Module,
  data: ArrayDataset,
  { metadata, samples, rng }: { readonly metadata: RunMetadata; readonly samples: number; readonly rng: Rng },
): Promise<{ predictions: readonly BayesPrediction[]; lines: readonly (string | number)[][] }> {
  const { probabilities, entropy } = await answersOf(model, data, { samples, rng });
  const { classes, classNames, abstainAbove = Infinity } = metadata;
  const predictions = Array.from(entropy, (nats, sample): BayesPrediction => {
    const row = probabilities.subarray(sample * classes, (sample + 1) * classes);
    const probability = row.reduce((a, b) => Math.max(a, b));
    const label = row.indexOf(probability);
    return { sample, class: classNames?.[label] ?? label, probability, entropy: nats, abstains: nats > abstainAbove };
  });
  const cells = ({ sample, class: name, probability, entropy: nats, abstains }: BayesPrediction): (string | number)[] => [sample, name, probability.toFixed(DIGITS), nats.toFixed(DIGITS), String(abstains)]; // prettier-ignore
  return { predictions, lines: [["sample", "class", "probability", "entropy", "abstains"], ...predictions.map(cells)] };
}
