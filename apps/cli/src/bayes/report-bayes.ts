import { tensor } from "@tensorflow/tfjs-core";
import { type LabelledRows, type Sequential, accuracyOf, aurc, brierScore, expectedCalibrationError, labelledRows, negativeLogLikelihood, predict } from "@surenet/bayes-nn"; // prettier-ignore
import type { ArrayDataset } from "@surenet/data";
import type { Epoch, Module } from "@surenet/nn";
import type { EngineReport, Rng } from "@surenet/tensor-backend";
import type { BayesPlan } from "./bayes-plan.ts";

const SAMPLES = 32;
const CHUNK = 2048; // rows predicted at a time; the drawn networks are the same for all of them

/** The content of a Bayesian run's `report.json`. */
export interface BayesReport {
  readonly accuracy: number;
  readonly nll: number;
  readonly ece: number;
  readonly brier: number;
  readonly aurc: number;
  /** Share of the held-out part that is left undecided, and the accuracy of the rest. */
  readonly abstainShare: number;
  readonly accuracyWhenDecided: number;
  /** The entropy above which later rows are left undecided. */
  readonly abstainAbove: number;
  readonly samples: number;
  readonly engine: string;
  readonly trainingSeconds: number;
  readonly plan: BayesPlan;
}

export interface Answers {
  readonly probabilities: Float32Array;
  readonly entropy: Float32Array;
}

/** Mean probabilities and entropies of a data set's rows, by chunks under the same drawn networks. */
export async function answersOf(
  model: Module,
  data: ArrayDataset,
  { samples, rng }: { readonly samples: number; readonly rng: Rng },
): Promise<Answers> {
  const width = data.inputShape.reduce((product, side) => product * side, 1);
  const [probabilities, entropy]: [number[], number[]] = [[], []];
  for (let from = 0; from < data.size; from += CHUNK) {
    const count = Math.min(CHUNK, data.size - from);
    const x = tensor(data.inputs.subarray(from * width, (from + count) * width), [count, ...data.inputShape]);
    const answer = predict(model, x, { samples, rng });
    for (const p of await answer.mean.data()) probabilities.push(p);
    for (const h of await answer.entropy.data()) entropy.push(h);
    for (const owned of [x, ...Object.values(answer)]) owned.dispose();
  }
  return { probabilities: Float32Array.from(probabilities), entropy: Float32Array.from(entropy) };
}

/** How calibrated the model is on the held-out part. */
export async function reportBayes(
  model: Sequential,
  test: ArrayDataset,
  {
    plan,
    history,
    engine,
    rng,
  }: { readonly plan: BayesPlan; readonly history: readonly Epoch[]; readonly engine: EngineReport; readonly rng: Rng },
): Promise<{ report: BayesReport; rows: LabelledRows }> {
  const { probabilities, entropy } = await answersOf(model, test, { samples: SAMPLES, rng });
  const classes = probabilities.length / test.size;
  const rows = labelledRows({ classes, values: probabilities, labels: test.targets });
  const abstainAbove = entropy.toSorted()[Math.max(0, Math.ceil((1 - plan.abstain) * test.size) - 1)] ?? Infinity;
  const decided = Array.from(entropy.keys()).filter((row) => (entropy[row] ?? NaN) <= abstainAbove);
  const kept = labelledRows({
    classes,
    values: decided.flatMap((row) => [...probabilities.subarray(row * classes, (row + 1) * classes)]),
    labels: decided.map((row) => test.targets[row] ?? NaN),
  });
  const report: BayesReport = {
    accuracy: accuracyOf(rows),
    nll: negativeLogLikelihood(rows),
    ece: expectedCalibrationError(rows),
    brier: brierScore(rows),
    aurc: aurc(rows, entropy),
    abstainShare: 1 - decided.length / test.size,
    accuracyWhenDecided: accuracyOf(kept),
    abstainAbove,
    samples: SAMPLES,
    engine: engine.name,
    trainingSeconds: history.reduce((total, { timing }) => total + timing.seconds, 0),
    plan,
  };
  return { report, rows };
}
