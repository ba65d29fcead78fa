import { VariationalFreeEnergy } from "@surenet/bayes-losses";
import { bayesianMlp, intervalCoverage, predict, Sequential } from "@surenet/bayes-nn";
import type { Rng } from "@surenet/tensor-backend";
import { tensor } from "@tensorflow/tfjs-core";
import { gaussianNll, MeanAndVariance } from "./mean-and-variance.ts";
import type { Measurements } from "./measurements.ts";
import { Spread } from "./spread.ts";
import type { CalibrateSettings } from "./settings.ts";
import type { ReliabilityPoint, Task } from "./task.ts";

/** A curve with its uncertainty in two parts, as standard deviations. */
export interface Band {
  readonly x: Float32Array;
  readonly mean: Float32Array;
  /** Of the measurements: more data do not take it away. */
  readonly aleatoric: Float32Array;
  /** Of the network: where there were no data, the drawn networks disagree. */
  readonly epistemic: Float32Array;
}

export interface RegressionLook {
  readonly task: "regression";
  /** What was measured, in words. */
  readonly about: string;
  readonly points: Float32Array;
  readonly targets: Float32Array;
  readonly band: Band;
  /** Of held-out measurements: the share that the central interval of each level contains. */
  readonly reliability: readonly ReliabilityPoint[];
  /** Mean distance of that share from the level. */
  readonly calibrationError: number;
  readonly rmse: number;
}

const SAMPLES = 24;
const LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95] as const;
const CURVE = Float32Array.from({ length: 161 }, (_, i) => -4 + i / 20);

/** A curve through noisy measurements, by a network that gives mean and variance and whose weights are distributions. */
export function regression({ width, temperature }: CalibrateSettings, { data, held, about }: Measurements, rng: Rng): Task<RegressionLook> {
  const layers = bayesianMlp([Spread.features, width, width, 2], { rng: rng.fork("weights") }).layers;
  const model = new Sequential([new Spread(), ...layers, new MeanAndVariance()]);
  const loss = new VariationalFreeEnergy({ nll: gaussianNll, klWeight: temperature, priorScale: 1, datasetSize: data.size });
  const look = async (): Promise<RegressionLook> => {
    const band = await bandOf(model, CURVE, rng);
    const there = await bandOf(model, held.inputs, rng);
    const std = there.aleatoric.map((a, i) => Math.hypot(a, there.epistemic[i] ?? 0));
    const targets = Float32Array.from(held.targets);
    const reliability = LEVELS.map((level) => ({ expected: level, observed: intervalCoverage({ mean: there.mean, std }, targets, { level }).covered, count: held.size })); // prettier-ignore
    const calibrationError = reliability.reduce((sum, { expected, observed }) => sum + Math.abs(observed - expected), 0) / LEVELS.length;
    const rmse = Math.sqrt(targets.reduce((sum, y, i) => sum + (y - (there.mean[i] ?? 0)) ** 2, 0) / held.size);
    return {
      task: "regression",
      about,
      points: data.inputs,
      targets: Float32Array.from(data.targets),
      band,
      reliability,
      calibrationError,
      rmse,
    };
  };
  return { model, data, loss, look };
}

/** The law of total variance: `Var y = E[variance] + Var[mean]` over the drawn networks. */
async function bandOf(model: Sequential, inputs: Float32Array, rng: Rng): Promise<Band> {
  const x = tensor(inputs, [inputs.length, 1]);
  const { mean, variance } = predict(model, x, { samples: SAMPLES, rng: rng.fork("looking"), task: "regression" });
  const [means, variances] = await Promise.all([mean.data(), variance.data()]);
  for (const owned of [x, mean, variance]) owned.dispose();
  const row = (from: ArrayLike<number>, column: number, of: (value: number) => number): Float32Array => Float32Array.from(inputs, (_, i) => of(from[2 * i + column] ?? NaN)); // prettier-ignore
  return { x: inputs, mean: row(means, 0, (m) => m), aleatoric: row(means, 1, Math.sqrt), epistemic: row(variances, 0, Math.sqrt) };
}
