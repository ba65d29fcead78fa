import type { Lowered } from "./lowered.ts";

/** Picks entries along every axis of a sample: `y[i, j, …] = x[axes[0][i], axes[1][j], …]`, 0 where an index is -1. */
export function axisGather(shape: readonly number[], axes: readonly Int32Array[]): Lowered {
  const result = axes.map((picked) => picked.length);
  let sources: number[] = [0];
  axes.forEach((picked, axis) => {
    const side = shape[axis] ?? 1;
    sources = sources.flatMap((base) => Array.from(picked, (index) => (base < 0 || index < 0 ? -1 : base * side + index)));
  });
  return { ops: [{ op: "gather", sources: Int32Array.from(sources) }], shape: result };
}
