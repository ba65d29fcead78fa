/**
 * One item of each list in turn, until the longest has ended; shorter ones start again. This up-samples what there is less of.
 *
 * @example [...roundRobinLongest([[0, 1, 2], [9]])] // [0, 9, 1, 9, 2, 9]
 */
export function* roundRobinLongest<T>(lists: readonly (readonly T[])[]): Generator<T, void, undefined> {
  const filled = lists.filter((list) => list.length > 0);
  const longest = Math.max(0, ...filled.map((list) => list.length));
  for (let i = 0; i < longest; i++) for (const list of filled) yield list[i % list.length] as T; // a place within the list
}
