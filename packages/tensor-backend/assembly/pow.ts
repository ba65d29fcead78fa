import { all } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

// In float64, two numbers at a time: y·log2(x) loses up to seven bits, which float32 has not to spare.

function all64(x: f64): v128 {
  return f64x2.splat(x);
}

function step64(p: v128, x: v128, next: f64): v128 {
  return f64x2.add(f64x2.mul(p, x), f64x2.splat(next));
}

/** `log2(m) = s·P(s²)` with `s = (m - 1)/(m + 1)` for `√½ <= m < √2`; relative error 8e-14. */
function log2Of(m: v128): v128 {
  const s = f64x2.div(f64x2.sub(m, all64(1)), f64x2.add(m, all64(1))), square = f64x2.mul(s, s);
  let p = step64(all64(0.2829268303586149), square, 0.31990389527386165);
  p = step64(p, square, 0.4122092935590905);
  p = step64(p, square, 0.5770779420192897);
  p = step64(p, square, 0.9617966941139616);
  return f64x2.mul(s, step64(p, square, 2.885390081777849));
}

/** `2^t` for |t| <= 1000; relative error 4e-11. */
function exp2Of(t: v128): v128 {
  const rounded = f64x2.nearest(t), r = f64x2.sub(t, rounded);
  let p = step64(all64(0.000015201902023810418), r, 0.00015469317345077863);
  p = step64(p, r, 0.001333392285132132);
  p = step64(p, r, 0.009618027172650775);
  p = step64(p, r, 0.05550410352839077);
  p = step64(p, r, 0.24022651198755293);
  p = step64(p, r, 0.6931471807287136);
  p = step64(p, r, 0.9999999999616221);
  const n = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(rounded));
  return f64x2.mul(p, i64x2.shl(i64x2.add(n, i64x2.splat(1023)), 52));
}

/** `2^(y·(log2(m) + e))` of the two low lanes, as float32 in the two low lanes: the demotion rounds, overflows and underflows as it should. */
function powerOfTwoLanes(m: v128, e: v128, y: v128): v128 {
  const logarithm = f64x2.add(log2Of(f64x2.promote_low_f32x4(m)), f64x2.promote_low_f32x4(e));
  const t = f64x2.mul(f64x2.promote_low_f32x4(y), logarithm);
  return f32x4.demote_f64x2_zero(exp2Of(f64x2.pmax(f64x2.pmin(t, all64(300)), all64(-300))));
}

function upper(v: v128): v128 {
  return v128.shuffle<f64>(v, v, 1, 0);
}

/** IEEE 754's `pow`, to half a unit in the last place and 2^-8. */
function powOf(x: v128, y: v128): v128 {
  const a = f32x4.abs(x);
  const subnormal = f32x4.lt(a, all(1.1754943508222875e-38));
  const normal = v128.bitselect(f32x4.mul(a, all(8388608)), a, subnormal); // 2^23
  const shift = i32x4.shr_s(i32x4.sub(normal, i32x4.splat(0x3F3504F3)), 23); // x = m·2^e, √½ <= m < √2
  const m = i32x4.sub(normal, i32x4.shl(shift, 23));
  let e = f32x4.convert_i32x4_s(i32x4.sub(shift, v128.and(subnormal, i32x4.splat(23))));
  e = v128.bitselect(all(-Infinity), e, f32x4.eq(a, all(0)));
  e = v128.bitselect(a, e, v128.not(f32x4.lt(a, all(Infinity)))); // infinite and NaN
  const magnitude = v128.shuffle<f64>(powerOfTwoLanes(m, e, y), powerOfTwoLanes(upper(m), upper(e), upper(y)), 0, 2);

  const whole = f32x4.eq(f32x4.floor(y), y), half = f32x4.mul(y, all(0.5));
  const odd = v128.andnot(v128.and(whole, f32x4.lt(f32x4.abs(y), all(Infinity))), f32x4.eq(f32x4.floor(half), half));
  const signed = v128.or(magnitude, v128.and(v128.and(x, odd), i32x4.splat(0x80000000)));
  const undefined = v128.andnot(v128.and(f32x4.lt(x, all(0)), f32x4.gt(x, all(-Infinity))), whole);
  const result = v128.or(signed, undefined); // all bits set is a NaN
  const minusOne = v128.and(f32x4.eq(x, all(-1)), f32x4.eq(f32x4.abs(y), all(Infinity)));
  return v128.bitselect(all(1), result, v128.or(minusOne, v128.or(f32x4.eq(y, all(0)), f32x4.eq(x, all(1)))));
}

/** `z = x^y` */
export function pow(n: i32, x: usize, y: usize, z: usize): void {
  for (; n > 0; n -= 4, x += 16, y += 16, z += 16) storeSome(z, n, powOf(loadSome(x, n), loadSome(y, n)));
}

/** `z = x^y` for one exponent. */
export function powScalar(n: i32, x: usize, y: f32, z: usize): void {
  for (; n > 0; n -= 4, x += 16, z += 16) storeSome(z, n, powOf(loadSome(x, n), f32x4.splat(y)));
}
