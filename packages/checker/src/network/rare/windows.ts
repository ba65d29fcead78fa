/** Sets of entries of a vector: the i-th is `sources[offsets[i] .. offsets[i + 1] - 1]`. */
export interface Windows {
  readonly offsets: Int32Array;
  readonly sources: Int32Array;
}

/** `visit(window, entry)` for every entry of every window. */
export function eachEntry({ offsets, sources }: Windows, visit: (window: number, entry: number) => void): void {
  for (let i = 0; i + 1 < offsets.length; i++)
    for (let t = offsets[i] as number, end = offsets[i + 1] as number; t < end; t++) visit(i, sources[t] as number);
}

/** Entries of the largest window. */
export function largestWindow({ offsets }: Windows): number {
  return offsets.reduce((largest, offset, i) => Math.max(largest, offset - (offsets[i - 1] ?? offset)), 0);
}

/** The largest total of a window's number over the windows that hold one entry: `max_j Σ_{i ∋ j} value(i)`. */
export function largestLoad(windows: Windows, value: (window: number) => number): number {
  const loads = new Float64Array(windows.sources.reduce((largest, source) => Math.max(largest, source), -1) + 1);
  eachEntry(windows, (i, j) => (loads[j] = (loads[j] as number) + value(i)));
  return loads.reduce((largest, load) => (load > largest || Number.isNaN(load) ? load : largest), 0);
}
