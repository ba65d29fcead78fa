import { bytes } from "./lanes";

// Sums in float64, rounded once at the end: float32 in one chain loses 1 % of a million times 0.1.

const CHUNK: i32 = 2048; // float64 sums of so many columns stay in the first-level cache

function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 0));
}

/** `y[i] = Σ_j x[i, j] / divisor` for an `m×n` matrix. */
export function sumRows(m: i32, n: i32, x: usize, y: usize, divisor: f64): void {
  for (let i = 0; i < m; i++, y += 4) {
    let a = f64x2.splat(0), b = a, c = a, d = a, left = n;
    for (; left >= 8; left -= 8, x += 32) {
      const u = v128.load(x), v = v128.load(x, 16);
      a = f64x2.add(a, low(u));
      b = f64x2.add(b, high(u));
      c = f64x2.add(c, low(v));
      d = f64x2.add(d, high(v));
    }
    a = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
    let sum = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
    for (; left > 0; left--, x += 4) sum += <f64>f32.load(x);
    f32.store(y, <f32>(sum / divisor));
  }
}

/** `y[o, j] = Σ_i x[o, i, j] / divisor` for `[outer, n, columns]`; four rows at a time meet the sums, which wait in `scratch`. */
export function sumColumns(outer: i32, n: i32, columns: i32, x: usize, y: usize, divisor: f64, scratch: usize): void {
  const along = bytes(columns);
  for (let o = 0; o < outer; o++, x += <usize>n * along, y += along) {
    for (let from = 0; from < columns; from += CHUNK) {
      const count = min(CHUNK, columns - from);
      memory.fill(scratch, 0, (<usize>count) << 3);
      let row = x + bytes(from), i = 0;
      for (; i + 4 <= n; i += 4, row += along << 2) addFourRows(count, row, along, scratch);
      for (; i < n; i++, row += along) addRowTo(count, row, scratch);
      const to = y + bytes(from);
      for (let j = 0; j < count; j++) f32.store(to + bytes(j), <f32>(f64.load(scratch + ((<usize>j) << 3)) / divisor));
    }
  }
}

function addFourRows(count: i32, x: usize, along: usize, sums: usize): void {
  let x1 = x + along, x2 = x1 + along, x3 = x2 + along;
  for (; count >= 4; count -= 4, x += 16, x1 += 16, x2 += 16, x3 += 16, sums += 32) {
    const a = v128.load(x), b = v128.load(x1), c = v128.load(x2), d = v128.load(x3);
    const left = f64x2.add(f64x2.add(low(a), low(b)), f64x2.add(low(c), low(d)));
    const right = f64x2.add(f64x2.add(high(a), high(b)), f64x2.add(high(c), high(d)));
    v128.store(sums, f64x2.add(v128.load(sums), left));
    v128.store(sums, f64x2.add(v128.load(sums, 16), right), 16);
  }
  for (; count > 0; count--, x += 4, x1 += 4, x2 += 4, x3 += 4, sums += 8) {
    const four = <f64>f32.load(x) + <f64>f32.load(x1) + (<f64>f32.load(x2) + <f64>f32.load(x3));
    f64.store(sums, f64.load(sums) + four);
  }
}

function addRowTo(count: i32, x: usize, sums: usize): void {
  for (; count > 0; count--, x += 4, sums += 8) f64.store(sums, f64.load(sums) + <f64>f32.load(x));
}
