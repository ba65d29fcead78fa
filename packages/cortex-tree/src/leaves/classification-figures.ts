import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { logSoftmax } from "@surenet/tensor-backend";

/**
 * The figures of `[batch, classes]` logits against class numbers: `nll`, `acc`, and of two classes the rates of `false_positive` and `false_negative`.
 *
 * A rate over no samples is NaN.
 */
export async function classificationFigures(logits: Tensor, targets: ArrayLike<number>): Promise<Record<string, number>> {
  const classes = logits.shape.at(-1) ?? 1;
  const logP = tidy(() => logSoftmax(logits));
  const table = await logP.data();
  logP.dispose();
  const count = targets.length;
  let [nll, hits] = [0, 0];
  const [seen, missed] = [new Float64Array(classes), new Float64Array(classes)];
  for (let i = 0; i < count; i++) {
    const target = targets[i] ?? 0;
    const row = table.subarray(i * classes, (i + 1) * classes);
    const predicted = row.indexOf(Math.max(...row));
    nll -= row[target] ?? NaN;
    seen[target] = (seen[target] ?? 0) + 1;
    if (predicted === target) hits++;
    else missed[target] = (missed[target] ?? 0) + 1;
  }
  const rate = (target: number): number => (missed[target] ?? NaN) / (seen[target] ?? NaN);
  return { nll: nll / count, acc: hits / count, ...(classes === 2 ? { false_positive: rate(0), false_negative: rate(1) } : {}) };
}
