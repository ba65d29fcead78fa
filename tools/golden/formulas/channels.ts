/** Calls `visit(flat index, channel)` for every element of a channels-first tensor; rank 1 is all channels. */
export function eachElement(shape: readonly number[], visit: (index: number, channel: number) => void): void {
  const channels = shape[1] ?? shape[0] ?? 1;
  const inner = shape.slice(2).reduce((product, side) => product * side, 1);
  const size = shape.reduce((product, side) => product * side, 1);
  for (let i = 0; i < size; i++) visit(i, Math.floor(i / inner) % channels);
}
