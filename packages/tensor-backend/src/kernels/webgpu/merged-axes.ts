/** How an axis broadcasts: both sides have it, or the one repeats along it. */
type Kind = "both" | "repeats a" | "repeats b";

/**
 * Two shapes that broadcast together, with neighbouring axes that broadcast alike taken as one.
 *
 * @example mergedAxes([2, 3, 3, 2, 9], [9]) // [[36, 9], [1, 9]]
 */
export function mergedAxes(a: readonly number[], b: readonly number[]): [a: number[], b: number[]] {
  const rank = Math.max(a.length, b.length);
  const [whole, other] = [a, b].map((shape) => [...Array<number>(rank - shape.length).fill(1), ...shape]) as [number[], number[]];
  const merged: { a: number; b: number; kind: Kind }[] = [];
  whole.forEach((side, axis) => {
    const across = other[axis] ?? 1;
    if (side === 1 && across === 1) return;
    const kind = side === across ? "both" : side === 1 ? "repeats a" : "repeats b";
    const last = merged.at(-1);
    if (last?.kind === kind) merged[merged.length - 1] = { a: last.a * side, b: last.b * across, kind };
    else merged.push({ a: side, b: across, kind });
  });
  return [merged.map((axis) => axis.a), merged.map((axis) => axis.b)];
}
