import { loadSome, storeSome } from "./some-lanes";

/** `y[i, j] = min(max(y[i, j] + row[j], low), high)` for an `m×n` matrix in place: bias and activation of a product. NaN stays. */
export function addRow(m: i32, n: i32, y: usize, row: usize, low: f32, high: f32): void {
  const least = f32x4.splat(low), most = f32x4.splat(high);
  for (let i = 0; i < m; i++) {
    let from = row, left = n;
    for (; left > 0; left -= 4, from += 16, y += 16) {
      const sum = f32x4.add(loadSome(y, left), loadSome(from, left));
      storeSome(y, left, f32x4.pmin(f32x4.pmax(sum, least), most));
    }
    y += <usize>(left << 2); // the last step may have passed the end of the row
  }
}
