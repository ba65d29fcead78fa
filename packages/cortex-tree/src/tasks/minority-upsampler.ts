import type { Rng } from "@surenet/tensor-backend";
import { roundRobinLongest } from "./round-robin-longest.ts";

/**
 * An order of samples in which every group comes equally often: the smaller ones again and again.
 *
 * @param groups indices of the samples, by group, such as class
 * @param options with `rng` the groups and their samples come in random order
 * @example minorityUpsampling([[0, 1, 2], [3]]) // [0, 3, 1, 3, 2, 3]
 */
export function minorityUpsampling(groups: readonly (readonly number[])[], { rng }: { readonly rng?: Rng } = {}): number[] {
  if (rng === undefined) return [...roundRobinLongest(groups)];
  const shuffled = <T>(list: readonly T[]): T[] => Array.from(rng.values.permutation(list.length), (i) => list[i] as T); // a permutation of its places
  return [...roundRobinLongest(shuffled(groups).map(shuffled))];
}
