import { type Tensor, concat, div, log, maximum, mul, neg, reverse, slice, softmax, sum, tidy, transpose } from "@tensorflow/tfjs-core";
import { CrossEntropyLoss, CrossEntropyLossVR, VariationalFreeEnergy } from "@surenet/bayes-losses";
import { Sequential, accuracyOf, auroc, bayesianMlp, brierScore, errorsRemoved, expectedCalibrationError, fitTemperature, labelledRows, negativeLogLikelihood, predict, readLabelledRows } from "@surenet/bayes-nn"; // prettier-ignore
import type { ArrayDataset } from "@surenet/data";
import { Adam, Flatten, type Module, fit } from "@surenet/nn";
import { type Rng, createRng } from "@surenet/tensor-backend";

/** The recipe of all four: Adam, batch 100, 30 epochs, cosine to 0; the divergence counts 0.03 of what the data set's size makes it, so the posterior is cold. */
export const RECIPE = {
  epochs: 30,
  batchSize: 100,
  learningRate: 3e-3,
  klWeight: 0.03,
  priorScale: 0.3,
  scale: 0.05,
  samples: 32,
} as const;

export interface DigitFigures {
  readonly accuracy: number;
  readonly nll: number;
  readonly ece: number;
  readonly brier: number;
  /** Share of the errors that abstaining on the most uncertain tenth removes. */
  readonly removed: number;
  readonly noise: number;
  readonly rotated: number;
}

/** Test digits, and what is none: uniform noise, and the digits turned by 90 degrees. */
export interface DigitInputs {
  readonly test: Tensor;
  readonly noise: Tensor;
  readonly rotated: Tensor;
  readonly labels: Tensor;
}

export async function digitInputs(test: ArrayDataset): Promise<DigitInputs> {
  const parts: { input: Tensor; target: Tensor }[] = [];
  for await (const batch of test.batches({ batchSize: test.size })) parts.push(batch);
  const images = concat(parts.map(({ input }) => input));
  const rotated = tidy(() => reverse(transpose(images, [0, 2, 1, 3]), 1));
  return { test: images, noise: createRng(99).uniform(images.shape), rotated, labels: concat(parts.map(({ target }) => target)) };
}

/** A network of 256 hidden units, Gaussian with the sampled or the variance-reduced loss, or of points. */
export async function trainDigits(kind: "sampled" | "reduced" | "points", train: ArrayDataset, seed: number): Promise<Module> {
  const rng = createRng(seed);
  const features = kind === "reduced";
  const covariance = kind === "points" ? null : ({ kind: "diagonal", scale: RECIPE.scale } as const);
  const { layers } = bayesianMlp([784, 256, 10], { rng: rng.fork("model"), covariance });
  const model = new Sequential([new Flatten(), ...layers], { features });
  const nll = features ? new CrossEntropyLossVR() : new CrossEntropyLoss();
  const { klWeight, priorScale } = RECIPE;
  const loss =
    kind === "points" ? new CrossEntropyLoss() : new VariationalFreeEnergy({ nll, klWeight, priorScale, datasetSize: train.size });
  const { epochs, batchSize, learningRate } = RECIPE;
  await fit(model, { data: train, loss, epochs, batchSize, rng: rng.fork("order"), optimizer: new Adam({ learningRate }) });
  return model;
}

/** Of the mean over 32 drawn networks. */
export async function figuresOf(model: Module, { test, noise, rotated, labels }: DigitInputs, rng: Rng): Promise<DigitFigures> {
  const of = (x: Tensor): ReturnType<typeof predict> & { entropy: Tensor } => predict(model, x, { samples: RECIPE.samples, rng });
  return figures({ test: of(test), noise: of(noise), rotated: of(rotated) }, labels);
}

/** Of a network of points whose logits are divided by a temperature, fitted on the other half of the test digits: each half is scored by the other's. */
export async function temperedFigures(
  model: Module,
  { test, noise, rotated, labels }: DigitInputs,
): Promise<{ figures: DigitFigures; temperature: number }> {
  const rows = await readLabelledRows(model.forward(test), labels);
  const half = rows.rows / 2;
  const halves = [0, 1].map((i) => labelledRows({ classes: 10, values: rows.values.subarray(i * half * 10, (i + 1) * half * 10), labels: rows.labels.subarray(i * half, (i + 1) * half) })); // prettier-ignore
  const [first = 1, second = 1] = halves.map((part) => fitTemperature(part).temperature);
  const scaled = (x: Tensor): Tensor =>
    tidy(() => {
      const logits = model.forward(x);
      const [a, b] = [slice(logits, [0, 0], [half, -1]), slice(logits, [half, 0], [half, -1])];
      return softmax(concat([div(a, second), div(b, first)]));
    });
  const entropy = (p: Tensor): Tensor => tidy(() => neg(sum(mul(p, log(maximum(p, 1e-30))), -1)));
  const of = (x: Tensor): { mean: Tensor; entropy: Tensor } => {
    const mean = scaled(x);
    return { mean, entropy: entropy(mean) };
  };
  return { figures: await figures({ test: of(test), noise: of(noise), rotated: of(rotated) }, labels), temperature: (first + second) / 2 };
}

type Answers = Readonly<Record<"test" | "noise" | "rotated", { readonly mean: Tensor; readonly entropy: Tensor }>>;

async function figures({ test, noise, rotated }: Answers, labels: Tensor): Promise<DigitFigures> {
  const rows = await readLabelledRows(test.mean, labels);
  const [known, ofNoise, turned] = (await Promise.all([test, noise, rotated].map(({ entropy }) => entropy.data()))) as Float32Array[];
  if (known === undefined || ofNoise === undefined || turned === undefined) throw new Error("unreachable");
  return {
    accuracy: accuracyOf(rows),
    nll: negativeLogLikelihood(rows),
    ece: expectedCalibrationError(rows),
    brier: brierScore(rows),
    removed: errorsRemoved(rows, known, { share: 0.1 }),
    noise: auroc(known, ofNoise),
    rotated: auroc(known, turned),
  };
}
