/**
 * Spearman's rank correlation, the mean over the columns of `[samples, columns]`; equal numbers share the mean of their ranks.
 *
 * @param scores row after row, as are the targets
 * @returns in [-1, 1]; NaN where a column is constant
 * @example spearmanRho([1, 2, 9], [10, 20, 30]) // 1
 */
export function spearmanRho(scores: ArrayLike<number>, targets: ArrayLike<number>, columns = 1): number {
  let total = 0;
  for (let c = 0; c < columns; c++) total += correlation(ranks(column(scores, c, columns)), ranks(column(targets, c, columns)));
  return total / columns;
}

function column(values: ArrayLike<number>, c: number, columns: number): number[] {
  return Array.from({ length: values.length / columns }, (_, i) => values[i * columns + c] ?? NaN);
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] ?? NaN) - (values[b] ?? NaN));
  const out = values.map(() => 0);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (let i = from; i < to; i++) out[order[i] ?? 0] = (from + to - 1) / 2;
    from = to;
  }
  return out;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [(a[i] ?? NaN) - ma, (b[i] ?? NaN) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}
