import { type LabelledRows, checkDistributions, topClass } from "./labelled-rows.ts";

const SMALLEST = 1e-38; // a float32 softmax underflows to 0 where the truth is a number around this

/**
 * The mean negative log likelihood of the labels: `-(1/n) Σ log p_y`; probabilities below 1e-38 count as that.
 *
 * @throws SurenetError `E_VALUE` for rows that are no distributions
 * @example negativeLogLikelihood(labelledRows({ classes: 2, values: [0.5, 0.5], labels: [1] })) // log 2 = 0.6931
 */
export function negativeLogLikelihood(rows: LabelledRows): number {
  checkDistributions("negativeLogLikelihood", rows);
  return meanOver(rows, (i) => -Math.log(Math.max(SMALLEST, rows.values[i * rows.classes + (rows.labels[i] ?? 0)] ?? NaN)));
}

/**
 * The Brier score: the mean squared distance of a prediction from the certain truth, `(1/n) Σ_i Σ_c (p_ic − [c = y_i])²`, between 0 and 2.
 *
 * @throws SurenetError `E_VALUE` for rows that are no distributions
 * @example brierScore(labelledRows({ classes: 2, values: [0.8, 0.2], labels: [0] })) // 0.04 + 0.04 = 0.08
 */
export function brierScore(rows: LabelledRows): number {
  checkDistributions("brierScore", rows);
  const { classes, labels, values } = rows;
  return meanOver(rows, (i) => {
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += ((values[i * classes + c] ?? NaN) - Number(c === labels[i])) ** 2;
    return sum;
  });
}

/** Share of the rows whose largest entry is the label's. @example accuracyOf(labelledRows({ classes: 2, values: [0.8, 0.2], labels: [0] })) // 1 */
export function accuracyOf(rows: LabelledRows): number {
  return meanOver(rows, (i) => Number(topClass(rows, i).label === rows.labels[i]));
}

function meanOver({ rows }: LabelledRows, value: (row: number) => number): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += value(i);
  return sum / rows;
}
