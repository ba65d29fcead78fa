/** `y[i] = x[indices[i]]` for rows of `row` bytes, a multiple of 4. */
export function gatherRows(count: i32, indices: usize, x: usize, row: i32, y: usize): void {
  for (let i = 0; i < count; i++, indices += 4, y += row) {
    const from = x + <usize>load<i32>(indices) * <usize>row;
    if (row == 4) store<i32>(y, load<i32>(from)); // a call for every number would take five times as long
    else memory.copy(y, from, row);
  }
}
