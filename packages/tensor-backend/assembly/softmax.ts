import { LN2_HIGH, LN2_LOW, LOG2_E, ROUND } from "./exp";
import { bytes, hoisted, multiplyAdd, unitOf } from "./lanes";
import { log } from "./log";
import { loadSome, storeSome } from "./some-lanes";

// Rows of exponentials. Everything is shifted by the largest number of its row, so that nothing overflows; what is then below the smallest normal
// number counts 0. A row whose largest number is infinite or NaN gives NaN.

/** The largest number of a row; a NaN may stay or go, since the exponentials meet it again. */
function largest(n: i32, x: usize): f32 {
  let best: f32 = -Infinity;
  if (n >= 4) {
    let four = v128.load(x);
    for (n -= 4, x += 16; n >= 4; n -= 4, x += 16) four = f32x4.pmax(four, v128.load(x));
    const pairs = f32x4.pmax(four, v128.shuffle<f32>(four, four, 2, 3, 0, 1));
    best = max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
  }
  for (; n > 0; n--, x += 4) best = max(best, f32.load(x));
  return best;
}

/** `exp(v)` for `v <= 0`, 0 below the smallest normal number; the constants are those of exp, held by the caller. */
function expBelow(
  v: v128, round: v128, log2e: v128, high: v128, low: v128, p4: v128, p3: v128, p2: v128, p1: v128, p0: v128, one: v128, least: v128,
): v128 {
  const q = multiplyAdd(v, log2e, round), multiple = f32x4.sub(q, round);
  const r = multiplyAdd(multiple, low, multiplyAdd(multiple, high, v));
  let p = multiplyAdd(p4, r, p3);
  p = multiplyAdd(p, r, p2);
  p = multiplyAdd(p, r, p1);
  p = multiplyAdd(p, r, p0);
  p = f32x4.add(multiplyAdd(p, f32x4.mul(r, r), r), one);
  p = f32x4.mul(p, i32x4.add(i32x4.shl(q, 23), one));
  return v128.andnot(p, f32x4.lt(v, least)); // a NaN is not less
}

function added(sums: v128, v: v128): v128 {
  return f64x2.add(sums, f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 0))));
}

/** `Σ exp(x - shift)` in float64, of four sums in float32; the exponentials are also left at y unless that is 0. */
function expRow(n: i32, x: usize, y: usize, shift: f32): f64 {
  const unit = unitOf(n), from = f32x4.splat(shift), one = hoisted(1, unit), least = hoisted(-87.33654, unit); // ln 2^-126
  const round = hoisted(ROUND, unit), log2e = hoisted(LOG2_E, unit), high = hoisted(-LN2_HIGH, unit), low = hoisted(-LN2_LOW, unit);
  const p4 = hoisted(0.0013814598367452163, unit), p3 = hoisted(0.008368716898092269, unit), p2 = hoisted(0.04166838805109458, unit);
  const p1 = hoisted(0.1666652063151173, unit), p0 = hoisted(0.4999999344776775, unit);
  let sums = f64x2.splat(0);
  for (; n >= 16; n -= 16, x += 64) {
    const a = expBelow(f32x4.sub(v128.load(x), from), round, log2e, high, low, p4, p3, p2, p1, p0, one, least);
    const b = expBelow(f32x4.sub(v128.load(x, 16), from), round, log2e, high, low, p4, p3, p2, p1, p0, one, least);
    const c = expBelow(f32x4.sub(v128.load(x, 32), from), round, log2e, high, low, p4, p3, p2, p1, p0, one, least);
    const d = expBelow(f32x4.sub(v128.load(x, 48), from), round, log2e, high, low, p4, p3, p2, p1, p0, one, least);
    if (y) {
      v128.store(y, a);
      v128.store(y, b, 16);
      v128.store(y, c, 32);
      v128.store(y, d, 48);
      y += 64;
    }
    sums = added(sums, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  for (; n > 0; n -= 4, x += 16) {
    let p = expBelow(f32x4.sub(loadSome(x, n), from), round, log2e, high, low, p4, p3, p2, p1, p0, one, least);
    if (n < 4) p = v128.and(p, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(n)));
    if (y) {
      storeSome(y, n, p);
      y += 16;
    }
    sums = added(sums, p);
  }
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/**
 * `y[i, j] = exp(x[i, j]) / Σ_k exp(x[i, k])` for an `m×n` matrix, times `scales[i]`; `shifts[i] = max_j x[i, j]` and
 * `logs[i] = ln Σ_j exp(x[i, j] - shifts[i])`, together the logarithm of a row's sum. Pointers that are 0 ask for nothing, or for a scale of 1. A row
 * of scale 0 is not looked at.
 */
export function softmaxRows(m: i32, n: i32, x: usize, y: usize, scales: usize, shifts: usize, logs: usize): void {
  const along = bytes(n);
  for (let i = 0; i < m; i++, x += along) {
    const scale: f32 = scales ? f32.load(scales + bytes(i)) : 1, seen = scale != 0;
    const shift: f32 = seen ? largest(n, x) : 0, sum: f64 = seen ? expRow(n, x, y, shift) : 1;
    if (logs) {
      f32.store(shifts + bytes(i), shift);
      f32.store(logs + bytes(i), <f32>sum);
    }
    if (y) {
      const factor = f32x4.splat(<f32>(<f64>scale / sum));
      if (!seen) memory.fill(y, 0, along);
      else for (let left = n, to = y; left > 0; left -= 4, to += 16) storeSome(to, left, f32x4.mul(loadSome(to, left), factor));
      y += along;
    }
  }
  if (logs) log(m, logs, logs);
}

/** `y[i, j] = (x[i, j] - shifts[i]) - logs[i]` */
export function shiftRows(m: i32, n: i32, x: usize, shifts: usize, logs: usize, y: usize): void {
  const along = bytes(n);
  for (let i = 0; i < m; i++, x += along, y += along) {
    const shift = f32x4.splat(f32.load(shifts + bytes(i))), whole = f32x4.splat(f32.load(logs + bytes(i)));
    let at: usize = 0;
    for (let left = n; left > 0; left -= 4, at += 16) storeSome(y + at, left, f32x4.sub(f32x4.sub(loadSome(x + at, left), shift), whole));
  }
}
