import type { Rng } from "@surenet/tensor-backend";

/** Where a generated sample stands: its class, and its number among the `count` samples of that class. */
export interface Place {
  readonly label: number;
  readonly position: number;
  readonly count: number;
}

/**
 * `n` places in random order, the classes as equal in number as they can be (the first ones get what is left over).
 *
 * @example balancedPlaces(5, 2, rng).map(({ label }) => label) // 0 three times, 1 twice, in the order of `rng.values.permutation(5)`
 */
export function balancedPlaces(n: number, classes: number, rng: Rng): Place[] {
  return Array.from(rng.values.permutation(n), (place) => {
    const label = place % classes;
    return { label, position: Math.floor(place / classes), count: Math.ceil((n - label) / classes) };
  });
}
