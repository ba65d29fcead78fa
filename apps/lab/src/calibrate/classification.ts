import { CrossEntropyLoss, VariationalFreeEnergy } from "@surenet/bayes-losses";
import {
  accuracyOf,
  bayesianMlp,
  type ClassPrediction,
  expectedCalibrationError,
  predict,
  readLabelledRows,
  reliabilityDiagram,
} from "@surenet/bayes-nn";
import { twoMoons } from "@surenet/data";
import type { Rng } from "@surenet/tensor-backend";
import { tensor } from "@tensorflow/tfjs-core";
import { type Bounds, boundsOf } from "../plane/bounds.ts";
import { type Grid, gridOver } from "../plane/grid.ts";
import type { CalibrateSettings } from "./settings.ts";
import type { ReliabilityPoint, Task } from "./task.ts";

export interface ClassificationLook {
  readonly task: "classification";
  readonly points: Float32Array;
  readonly labels: Int32Array;
  readonly bounds: Bounds;
  readonly grid: Pick<Grid, "columns" | "rows">;
  /** Of class 1, cell by cell. */
  readonly probability: Float32Array;
  /** All uncertainty, as a share of the most there can be (log 2). */
  readonly total: Float32Array;
  /** The part that is disagreement of the drawn networks: where there were no data. */
  readonly epistemic: Float32Array;
  /** Of held-out points: how often those are right that are as sure as that. */
  readonly reliability: readonly ReliabilityPoint[];
  /** The expected calibration error. */
  readonly calibrationError: number;
  readonly accuracy: number;
}

const HELD_OUT = 1000;
const SAMPLES = 16;
const COLUMNS = 56;
const NOISE = 0.3; // the moons overlap: some points cannot be told
const EDGE = 0.6; // far from the data, where a network should not be sure

/** Two overlapping moons, told apart by a network whose weights are distributions. */
export function classification({ points, width, temperature }: CalibrateSettings, rng: Rng): Task<ClassificationLook> {
  const data = twoMoons(points, { rng: rng.fork("data"), noise: NOISE });
  const held = twoMoons(HELD_OUT, { rng: rng.fork("held-out"), noise: NOISE });
  const model = bayesianMlp([2, width, width, 2], { rng: rng.fork("weights") });
  const loss = new VariationalFreeEnergy({ nll: new CrossEntropyLoss(), klWeight: temperature, priorScale: 1, datasetSize: points });
  const bounds = boundsOf(data.inputs, EDGE);
  const grid = gridOver(bounds, COLUMNS);
  const predictAt = (inputs: Float32Array): ClassPrediction => {
    const x = tensor(inputs, [inputs.length / 2, 2]);
    const made = predict(model, x, { samples: SAMPLES, rng: rng.fork("looking") });
    x.dispose();
    return made;
  };
  const look = async (): Promise<ClassificationLook> => {
    const seen = predictAt(grid.points);
    const [probability, entropy, mutual] = await Promise.all([seen.mean.data(), seen.entropy.data(), seen.mutualInformation.data()]);
    const there = predictAt(held.inputs);
    const labels = tensor(held.targets, [HELD_OUT], "int32");
    const rows = await readLabelledRows(there.mean, labels);
    for (const owned of [...Object.values(seen), ...Object.values(there), labels]) owned.dispose();
    return {
      task: "classification",
      points: data.inputs,
      labels: Int32Array.from(data.targets),
      bounds,
      grid: { columns: grid.columns, rows: grid.rows },
      probability: Float32Array.from(entropy, (_, i) => probability[2 * i + 1] ?? NaN),
      total: Float32Array.from(entropy, (value) => value / Math.LN2),
      epistemic: Float32Array.from(mutual, (value) => value / Math.LN2),
      reliability: reliabilityDiagram(rows, { bins: 10 }).map(({ confidence, accuracy, count }) => ({ expected: confidence, observed: accuracy, count })), // prettier-ignore
      calibrationError: expectedCalibrationError(rows, { bins: 10 }),
      accuracy: accuracyOf(rows),
    };
  };
  return { model, data, loss, look };
}
