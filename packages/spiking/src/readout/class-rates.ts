/** What rates `[neurons, classes]` imply, on the host. */
export interface Assignment {
  readonly proportions: Float32Array;
  readonly assignments: Int32Array;
  readonly occurrences: Int32Array;
  readonly weights: { readonly proportional: Float32Array; readonly plain: Float32Array };
}

const SMALLEST_SUM = 1e-12; // a neuron that never fired has proportions 0 instead of 0 / 0

/** Gives every neuron the class with its largest rate, the lowest among equals; `counted: false` is the state before any update. */
export function assignByRate(
  rates: ArrayLike<number>,
  { numClasses, counted }: { readonly numClasses: number; readonly counted: boolean },
): Assignment {
  const neurons = rates.length / numClasses;
  const [proportions, proportional, plain] = [0, 1, 2].map(() => new Float32Array(rates.length)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [assignments, occurrences] = [new Int32Array(neurons), new Int32Array(numClasses)];
  if (!counted) return { proportions, assignments, occurrences, weights: { proportional, plain } };
  for (let n = 0; n < neurons; n++) {
    const row = n * numClasses;
    let [total, best] = [0, 0];
    for (let k = 0; k < numClasses; k++) {
      total += at(rates, row + k);
      if (at(rates, row + k) > at(rates, row + best)) best = k;
    }
    for (let k = 0; k < numClasses; k++) proportions[row + k] = at(rates, row + k) / Math.max(total, SMALLEST_SUM);
    assignments[n] = best;
    occurrences[best] = at(occurrences, best) + 1;
  }
  assignments.forEach((best, n) => {
    const i = n * numClasses + best;
    plain[i] = 1 / at(occurrences, best);
    proportional[i] = at(proportions, i) / at(occurrences, best);
  });
  return { proportions, assignments, occurrences, weights: { proportional, plain } };
}

/** The rates after a batch: those of a class that occurs fade by `exp(−decay · count)` and gain the mean of its samples. */
export function classRates(
  rates: ArrayLike<number>,
  batch: { readonly values: ArrayLike<number>; readonly classes: ArrayLike<number>; readonly numClasses: number; readonly decay: number },
): Float32Array {
  const { values, classes, numClasses, decay } = batch;
  const neurons = rates.length / numClasses;
  const counts = new Float64Array(numClasses);
  const sums = new Float64Array(numClasses * neurons);
  for (let b = 0; b < classes.length; b++) {
    const label = at(classes, b);
    counts[label] = at(counts, label) + 1;
    for (let n = 0, from = b * neurons, to = label * neurons; n < neurons; n++, from++, to++) sums[to] = at(sums, to) + at(values, from);
  }
  return Float32Array.from({ length: rates.length }, (_, i) => {
    const [n, k] = [Math.floor(i / numClasses), i % numClasses];
    const count = at(counts, k);
    return count === 0 ? at(rates, i) : Math.exp(-decay * count) * at(rates, i) + at(sums, k * neurons + n) / count;
  });
}

function at(values: ArrayLike<number>, i: number): number {
  return values[i] ?? 0;
}
