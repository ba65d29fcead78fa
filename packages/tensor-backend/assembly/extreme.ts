import { bytes } from "./lanes";

// The largest or the smallest; NaN wins.

function choose(a: v128, b: v128, least: bool): v128 {
  return least ? f32x4.min(a, b) : f32x4.max(a, b);
}

function chooseOne(a: f32, b: f32, least: bool): f32 {
  return least ? min<f32>(a, b) : max<f32>(a, b);
}

/**
 * `y[i] = max_j x[i, j]`, or the minimum, for an `m×n` matrix with `n >= 1`.
 *
 * `pmax` is one instruction and passes over NaN, which is watched for beside it; `max` is seven.
 */
export function extremeRows(m: i32, n: i32, x: usize, y: usize, least: bool): void {
  for (let i = 0; i < m; i++, y += 4) {
    let best = f32.load(x), left = n;
    if (n >= 4) {
      let four = v128.load(x), unordered = i32x4.splat(0);
      for (; left >= 4; left -= 4, x += 16) {
        const v = v128.load(x);
        four = least ? f32x4.pmin(four, v) : f32x4.pmax(four, v);
        unordered = v128.or(unordered, f32x4.ne(v, v));
      }
      four = v128.or(four, unordered); // all bits set is a NaN
      best = chooseOne(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1), least);
      best = chooseOne(best, chooseOne(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3), least), least);
    }
    for (; left > 0; left--, x += 4) best = chooseOne(best, f32.load(x), least);
    f32.store(y, best);
  }
}

/** `y[o, j] = max_i x[o, i, j]`, or the minimum, for `[outer, n, columns]` with `n >= 1`. */
export function extremeColumns(outer: i32, n: i32, columns: i32, x: usize, y: usize, least: bool): void {
  const along = bytes(columns), whole = bytes(columns & ~3);
  for (let o = 0; o < outer; o++, y += along) {
    memory.copy(y, x, along);
    x += along;
    for (let i = 1; i < n; i++, x += along) {
      let at: usize = 0;
      for (; at < whole; at += 16) v128.store(y + at, choose(v128.load(y + at), v128.load(x + at), least));
      for (; at < along; at += 4) f32.store(y + at, f32x4.extract_lane(choose(v128.load32_splat(y + at), v128.load32_splat(x + at), least), 0));
    }
  }
}
