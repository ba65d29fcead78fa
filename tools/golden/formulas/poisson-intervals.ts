import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";

/** Renewal theory of trains whose intervals are Poisson counts of steps, 0 counting as 1, the first ending in step `interval − 1`. */
export function poissonIntervals({ params, inputs }: GoldenCase): Record<string, StoredTensor> {
  const [steps, dtMs, frequency] = ["steps", "stepTime", "frequency"].map((name) => Number(params[name])) as [number, number, number];
  const stored = inputs["intensity"];
  const rows = Array.from(stored === undefined ? [] : numbers(stored), (x) =>
    x === 0 ? [0, 0, 0, 0, 0, 0] : facts(1000 / (frequency * x * dtMs), steps),
  );
  const names = ["meanRatePerStep", "countMean", "countVar", "firstStepProb", "lastStepProb", "backToBackProb"];
  return Object.fromEntries(names.map((name, i) => [name, { shape: [rows.length], data: rows.map((row) => row[i] ?? NaN) }]));
}

function facts(mean: number, steps: number): number[] {
  const interval = [0];
  for (let k = 1, p = Math.exp(-mean); k <= steps; k++) {
    const next = (p * mean) / k;
    interval.push(k === 1 ? p + next : next);
    p = next;
  }
  const renewal = [1]; // the chance of a spike t steps after one
  for (let t = 1; t <= steps; t++) renewal.push(sum(t, (k) => (interval[k + 1] ?? 0) * (renewal[t - k - 1] ?? 0)));
  const count = sum(steps, (t) => renewal[t + 1] ?? 0);
  const pairs = sum(steps, (s) => (renewal[s + 1] ?? 0) * sum(steps - s - 1, (gap) => renewal[gap + 1] ?? 0));
  const together = (sum(steps - 1, (t) => renewal[t + 1] ?? 0) * (interval[1] ?? 0)) / (steps - 1);
  return [count / steps, count, count + 2 * pairs - count ** 2, renewal[1] ?? 0, renewal[steps] ?? 0, together];
}

function sum(count: number, term: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += term(i);
  return total;
}
