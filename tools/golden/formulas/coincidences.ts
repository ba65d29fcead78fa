import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";

/** The Victor-Purpura distance by recursion over the last spikes; a spike that stays where it is costs nothing, whatever a move costs. */
export function victorPurpura({ params, inputs: { t0, t1, cost } }: GoldenCase): Record<string, StoredTensor> {
  if (t0 === undefined || t1 === undefined) return {};
  const [a, b] = [Array.from(numbers(t0)), Array.from(numbers(t1))];
  const costs = cost === undefined ? [Number(params["cost"])] : Array.from(numbers(cost));
  const distance = (q: number, n: number, m: number): number => {
    if (n === 0 || m === 0) return n + m;
    const apart = Math.abs((a[n - 1] ?? NaN) - (b[m - 1] ?? NaN));
    const moved = distance(q, n - 1, m - 1) + (apart === 0 ? 0 : q * apart);
    return Math.min(distance(q, n - 1, m) + 1, distance(q, n, m - 1) + 1, moved);
  };
  return { dist: { shape: [costs.length], data: costs.map((q) => distance(q, a.length, b.length)) } };
}
