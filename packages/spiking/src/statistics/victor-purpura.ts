import { invalidValue } from "@surenet/tensor-backend";

/**
 * How far two spike trains are apart: the cheapest way to turn one into the other, where adding or removing a spike costs 1 and moving it by t milliseconds `cost · t`.
 *
 * Cost 0 compares the counts, an infinite cost counts every spike that has no twin at its very time, in time `O(n·m)`.
 *
 * @param first spike times in milliseconds, ascending
 * @throws SurenetError `E_VALUE` for a cost that is negative or no number
 * @example victorPurpuraDistance([10, 50], [12], 0.1) // moves one by 2 ms, removes the other: 1.2
 * @see Victor & Purpura 1996, the metric D^spike[q]
 */
export function victorPurpuraDistance(first: ArrayLike<number>, second: ArrayLike<number>, cost: number): number {
  if (!(cost >= 0))
    throw invalidValue({ where: "victorPurpuraDistance", problem: "the cost is no cost", expected: "a number >= 0", got: cost });
  let row = Array.from({ length: second.length + 1 }, (_, j) => j);
  for (let i = 1; i <= first.length; i++) {
    const next = [i];
    for (let j = 1; j <= second.length; j++) {
      const apart = Math.abs((first[i - 1] ?? NaN) - (second[j - 1] ?? NaN));
      const move = apart === 0 ? 0 : cost * apart; // Infinity · 0 is no number
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + move));
    }
    row = next;
  }
  return row[second.length] ?? 0;
}
