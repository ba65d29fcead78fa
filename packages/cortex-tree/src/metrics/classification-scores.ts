import { invalidValue } from "@surenet/tensor-backend";

/**
 * Scores of two classes: accuracy, area under the ROC curve, log loss, and precision, recall, F1 and average precision of class 1.
 *
 * @param probs `[samples, 2]`, row after row
 * @param targets 0 or 1
 */
export function binaryScores(probs: ArrayLike<number>, targets: ArrayLike<number>): Record<string, number> {
  const scores = Array.from({ length: targets.length }, (_, i) => probs[2 * i + 1] ?? NaN);
  const truths = Array.from(targets);
  const predicted = Array.from({ length: targets.length }, (_, i) => ((probs[2 * i + 1] ?? NaN) > (probs[2 * i] ?? NaN) ? 1 : 0));
  const count = (test: (i: number) => boolean): number => truths.filter((_, i) => test(i)).length;
  const hits = count((i) => truths[i] === 1 && predicted[i] === 1);
  const precision = hits / count((i) => predicted[i] === 1);
  const recall = hits / count((i) => truths[i] === 1);
  return {
    bin_acc: count((i) => truths[i] === predicted[i]) / truths.length,
    bin_auc: rocArea(scores, truths.map(Boolean)),
    bin_nll: logLoss(probs, targets, 2),
    bin_precision: precision,
    bin_recall: recall,
    bin_f1: (2 * precision * recall) / (precision + recall),
    bin_avg_precision: averagePrecision(scores, truths.map(Boolean)),
  };
}

/**
 * Scores of several classes: accuracy, log loss, and the mean over all pairs of classes of the area under the ROC curve between the two (Hand & Till 2001).
 *
 * @param probs `[samples, classes]`, row after row
 */
export function multiclassScores(probs: ArrayLike<number>, targets: ArrayLike<number>, classes: number): Record<string, number> {
  const row = (i: number): number[] => Array.from({ length: classes }, (_, c) => probs[i * classes + c] ?? NaN);
  const all = Array.from(targets);
  const pairs = Array.from({ length: classes }, (_, a) =>
    Array.from({ length: classes - a - 1 }, (__, k) => [a, a + 1 + k] as const),
  ).flat();
  const areas = pairs.map(([a, b]) => {
    const among = all.flatMap((target, i) => (target === a || target === b ? [i] : []));
    const area = (of: number): number => rocArea(among.map((i) => row(i)[of] ?? NaN), among.map((i) => all[i] === of)); // prettier-ignore
    return (area(a) + area(b)) / 2;
  });
  return {
    mc_top_1_acc: all.filter((target, i) => row(i).indexOf(Math.max(...row(i))) === target).length / all.length,
    mc_ovo_auc: areas.reduce((sum, area) => sum + area, 0) / areas.length,
    mc_nll: logLoss(probs, targets, classes),
  };
}

/** The chance that a positive sample scores higher than a negative one, half for equal scores. */
function rocArea(scores: readonly number[], positive: readonly boolean[]): number {
  let [wins, pairs] = [0, 0];
  scores.forEach((a, i) => {
    if (positive[i] !== true) return;
    scores.forEach((b, j) => {
      if (positive[j] === true) return;
      pairs++;
      wins += a > b ? 1 : a === b ? 0.5 : 0;
    });
  });
  return wins / pairs;
}

/** `Σ (R_n − R_n−1) P_n` over the thresholds, from the highest score down. */
function averagePrecision(scores: readonly number[], positive: readonly boolean[]): number {
  const total = positive.filter(Boolean).length;
  const thresholds = [...new Set(scores)].sort((a, b) => b - a);
  let [area, recalled] = [0, 0];
  for (const threshold of thresholds) {
    const above = scores.flatMap((score, i) => (score >= threshold ? [i] : []));
    const hits = above.filter((i) => positive[i]).length;
    area += ((hits - recalled) / total) * (hits / above.length);
    recalled = hits;
  }
  return area;
}

function logLoss(probs: ArrayLike<number>, targets: ArrayLike<number>, classes: number): number {
  let total = 0;
  for (let i = 0; i < targets.length; i++) {
    const p = probs[i * classes + (targets[i] ?? 0)];
    if (p === undefined) throw invalidValue({ where: "logLoss", problem: `target ${i} is not a class`, got: targets[i] });
    total -= Math.log(p);
  }
  return total / targets.length;
}
