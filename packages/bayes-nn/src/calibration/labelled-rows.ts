import type { Tensor } from "@tensorflow/tfjs-core";
import { SurenetError, invalidValue, shapeMismatch } from "@surenet/tensor-backend";

/** Predictions with their labels on the host, where the measures of calibration are computed in float64. */
export interface LabelledRows {
  readonly rows: number;
  /** Columns: classes, or 1 for binary logits. */
  readonly classes: number;
  /** Row by row: probabilities, or logits for `fitTemperature`. */
  readonly values: Float64Array;
  readonly labels: Int32Array;
}

/**
 * Reads predictions and labels from the engine.
 *
 * @param predictions `[rows, classes]`, or `[rows]` for binary logits; borrowed
 * @param labels int32 `[rows]`: class numbers, 0 or 1 for binary ones; binary ones may be float32
 * @throws SurenetError `E_SHAPE`; `E_VALUE` without rows, for a label that is no class, for predictions that are not finite; `E_DTYPE`
 * @example const rows = await readLabelledRows(mean, labels); expectedCalibrationError(rows);
 */
export async function readLabelledRows(predictions: Tensor, labels: Tensor): Promise<LabelledRows> {
  const where = "readLabelledRows";
  const [rows = 0, classes = 1] = predictions.shape;
  if (predictions.rank < 1 || predictions.rank > 2 || labels.rank !== 1 || labels.shape[0] !== rows)
    throw shapeMismatch({ where, expected: "predictions [rows, classes] and labels [rows]", got: [predictions.shape, labels.shape] });
  if (labels.dtype !== "int32" && classes > 1)
    throw new SurenetError("E_DTYPE", { where, problem: "labels are class numbers", expected: "int32", got: labels.dtype });
  const [values, numbers] = await Promise.all([predictions.data(), labels.data()]);
  return labelledRows({ classes, values, labels: numbers });
}

/**
 * {@link readLabelledRows} for numbers that are on the host already.
 *
 * @throws SurenetError `E_SHAPE`, `E_VALUE`
 * @example labelledRows({ classes: 2, values: [0.8, 0.2, 0.4, 0.6], labels: [0, 1] })
 */
export function labelledRows(data: {
  readonly classes: number;
  readonly values: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}): LabelledRows {
  const where = "labelledRows";
  const { classes } = data;
  const [values, labels] = [Float64Array.from(data.values), Int32Array.from(data.labels)];
  const rows = labels.length;
  if (rows === 0) throw invalidValue({ where, problem: "there are no predictions", expected: "at least one row" });
  if (values.length !== rows * classes)
    throw shapeMismatch({ where, expected: `${rows} × ${classes} numbers, a row for each label`, got: values.length });
  const top = Math.max(classes, 2);
  const wrong = labels.findIndex((label, i) => label !== data.labels[i] || label < 0 || label >= top);
  if (wrong >= 0)
    throw invalidValue({ where, problem: `label ${wrong} is not a class`, expected: `0 to ${top - 1}`, got: data.labels[wrong] });
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw invalidValue({ where, problem: `prediction ${Math.floor(bad / classes)} is not finite`, got: values[bad] });
  return { rows, classes, values, labels };
}

/** Refuses rows that are no distributions over classes. @throws SurenetError `E_VALUE` */
export function checkDistributions(where: string, { rows, classes, values }: LabelledRows): void {
  for (let i = 0; i < rows; i++) {
    let total = 0;
    for (let c = 0; c < classes; c++) {
      const p = values[i * classes + c] ?? NaN;
      total += p >= 0 ? p : NaN;
    }
    if (Math.abs(total - 1) <= ROUNDING) continue;
    throw invalidValue({ where, problem: `row ${i} is no distribution`, expected: "numbers >= 0 that add up to 1", got: total, fix: "Apply softmax to logits first." }); // prettier-ignore
  }
}

const ROUNDING = 1e-3; // of a float32 sum over some thousand classes

/** The largest entry of a row and its column; the first among equals. */
export function topClass({ classes, values }: LabelledRows, row: number): { readonly label: number; readonly probability: number } {
  let label = 0;
  let probability = -Infinity;
  for (let c = 0; c < classes; c++) {
    const value = values[row * classes + c] ?? NaN;
    if (value > probability) [label, probability] = [c, value];
  }
  return { label, probability };
}
