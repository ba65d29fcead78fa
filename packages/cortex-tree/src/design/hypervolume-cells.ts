/** A box `[lower, upper)` in objective space; the upper corner may be infinite. */
export interface Cell {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** The points that no other is at least as good as in everything, and better in something; more is better. */
export function nonDominated(points: readonly (readonly number[])[]): (readonly number[])[] {
  const beats = (a: readonly number[], b: readonly number[]): boolean =>
    a.every((x, k) => x >= (b[k] ?? NaN)) && a.some((x, k) => x > (b[k] ?? NaN));
  return points.filter((point, i) => !points.some((other, j) => beats(other, point) || (j < i && other.join() === point.join())));
}

/**
 * Splits the region above a reference point that no given point dominates into boxes.
 *
 * Along the first objective the region is cut at every point; in each slab the points that reach into it dominate a region of one dimension less.
 *
 * @param front points, of which those above the reference count
 * @param reference the worst that counts, one number an objective
 * @example cellsAbove([[1, 1]], [0, 0]) // [0, 1) × [1, ∞) and [1, ∞) × [0, ∞)
 */
export function cellsAbove(front: readonly (readonly number[])[], reference: readonly number[]): Cell[] {
  const points = nonDominated(front).filter((point) => point.every((x, k) => x > (reference[k] ?? NaN)));
  const [first = 0, ...rest] = reference;
  if (rest.length === 0) {
    const best = Math.max(first, ...points.map(([x = first]) => x));
    return [{ lower: [best], upper: [Infinity] }];
  }
  const cuts = [first, ...[...new Set(points.map(([x = first]) => x))].sort((a, b) => a - b), Infinity];
  return cuts.slice(0, -1).flatMap((from, i) => {
    const to = cuts[i + 1] ?? Infinity;
    const reaching = points.filter(([x = first]) => x >= to).map(([, ...others]) => others);
    return cellsAbove(reaching, rest).map(({ lower, upper }) => ({ lower: [from, ...lower], upper: [to, ...upper] }));
  });
}
