/** A run of results whose operands are each a run as long, or a single number: where the three begin, in numbers. */
export interface Block {
  a: number;
  b: number;
  out: number;
}

/** How two shapes that broadcast fall into {@link Block}s. */
export interface Blocks {
  readonly shape: readonly number[];
  /** Numbers in one block. */
  readonly length: number;
  /** Whether an operand is one number throughout a block. */
  readonly single: { readonly a: boolean; readonly b: boolean };
  each(visit: (block: Block) => void): void;
}

/**
 * The longest blocks at the end of both shapes, with the axes before them left to a loop: `[m, n]` and `[m, 1]` are m blocks of n numbers against one,
 * equal shapes are one block.
 *
 * @returns undefined for shapes that do not broadcast
 */
export function broadcastBlocks(a: readonly number[], b: readonly number[]): Blocks | undefined {
  const rank = Math.max(a.length, b.length);
  const sides = (shape: readonly number[]): number[] => [...Array.from({ length: rank - shape.length }, () => 1), ...shape];
  const [sidesA, sidesB] = [sides(a), sides(b)];
  const shape = sidesA.map((side, i) => (side === 1 ? (sidesB[i] ?? 1) : side));
  if (sidesB.some((side, i) => side !== 1 && side !== shape[i])) return undefined;

  let first = rank;
  let length = 1;
  const single = { a: true, b: true };
  const grows = (side: number, wanted: number, one: boolean): boolean => wanted === 1 || length === 1 || (side === 1) === one;
  for (; first > 0; first--) {
    const [side = 1, other = 1, wanted = 1] = [sidesA[first - 1], sidesB[first - 1], shape[first - 1]];
    if (!grows(side, wanted, single.a) || !grows(other, wanted, single.b)) break;
    if (wanted !== 1) [single.a, single.b] = [side === 1, other === 1];
    length *= wanted;
  }
  const leading = shape.slice(0, first);
  const [stepsA, stepsB] = [steps(sidesA, first), steps(sidesB, first)];
  return {
    shape,
    length,
    single,
    each(visit) {
      const block = { a: 0, b: 0, out: 0 };
      const index = leading.map(() => 0);
      for (let left = leading.reduce((product, side) => product * side, 1); left > 0; left--) {
        visit(block);
        block.out += length;
        for (let axis = first - 1; axis >= 0; axis--) {
          const [stepA = 0, stepB = 0, side = 1] = [stepsA[axis], stepsB[axis], leading[axis]];
          const next = (index[axis] ?? 0) + 1;
          [block.a, block.b] = [block.a + stepA, block.b + stepB];
          index[axis] = next;
          if (next < side) break;
          index[axis] = 0;
          [block.a, block.b] = [block.a - side * stepA, block.b - side * stepB];
        }
      }
    },
  };
}

/** Numbers from one index of each of the first axes to the next; none along an axis of one, which is repeated. */
function steps(sides: readonly number[], count: number): number[] {
  return sides.slice(0, count).map((side, axis) => (side === 1 ? 0 : sides.slice(axis + 1).reduce((product, later) => product * later, 1)));
}
