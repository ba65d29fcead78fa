import { bytes } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

// Rows of mean 0 and variance 1. Sums in float64; a row is read three times, from the first-level cache after the first.

function added(sums: v128, v: v128): v128 {
  return f64x2.add(sums, f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 0))));
}

function total(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

function mean(n: i32, x: usize): f64 {
  let sums = f64x2.splat(0);
  for (let left = n; left > 0; left -= 4, x += 16) sums = added(sums, loadSome(x, left));
  return total(sums) / n;
}

/** `1/√(σ² + eps)` with the biased variance around `centre`. */
function inverseDeviation(n: i32, x: usize, centre: f32, eps: f64): f64 {
  const middle = f32x4.splat(centre);
  let sums = f64x2.splat(0);
  for (let left = n; left > 0; left -= 4, x += 16) {
    let v = f32x4.sub(loadSome(x, left), middle);
    if (left < 4) v = v128.and(v, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left)));
    sums = added(sums, f32x4.mul(v, v));
  }
  return 1 / sqrt<f64>(total(sums) / n + eps);
}

/** `y[i] = (x[i] - μ_i)/√(σ²_i + eps)` for the rows of an `m×n` matrix. */
export function standardiseRows(m: i32, n: i32, x: usize, y: usize, eps: f64): void {
  for (; m > 0; m--, x += bytes(n), y += bytes(n)) {
    const centre = <f32>mean(n, x), middle = f32x4.splat(centre), scale = f32x4.splat(<f32>inverseDeviation(n, x, centre, eps));
    let at: usize = 0;
    for (let left = n; left > 0; left -= 4, at += 16) storeSome(y + at, left, f32x4.mul(f32x4.sub(loadSome(x + at, left), middle), scale));
  }
}

/** `dx = r·(dy - mean(dy) - y·mean(dy∘y))` with `y = (x - μ)·r`, row by row. */
export function standardiseRowsGradient(m: i32, n: i32, dy: usize, x: usize, dx: usize, eps: f64): void {
  for (; m > 0; m--, dy += bytes(n), x += bytes(n), dx += bytes(n)) {
    const centre = <f32>mean(n, x), middle = f32x4.splat(centre), r = inverseDeviation(n, x, centre, eps);
    let sums = f64x2.splat(0), products = sums;
    let at: usize = 0;
    for (let left = n; left > 0; left -= 4, at += 16) {
      const slope = loadSome(dy + at, left);
      sums = added(sums, slope);
      products = added(products, f32x4.mul(slope, f32x4.sub(loadSome(x + at, left), middle)));
    }
    const scale = f32x4.splat(<f32>r), shift = f32x4.splat(<f32>(total(sums) / n)), lean = f32x4.splat(<f32>(total(products) / n * r * r));
    at = 0;
    for (let left = n; left > 0; left -= 4, at += 16) {
      const away = f32x4.mul(f32x4.sub(loadSome(x + at, left), middle), lean);
      storeSome(dx + at, left, f32x4.mul(f32x4.sub(f32x4.sub(loadSome(dy + at, left), shift), away), scale));
    }
  }
}
