import { all, multiplyAdd } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
const SQRT_HALF_BITS: i32 = 0x3F3504F3;

/** `e` with `x = m·2^e`, `√½ <= m < √2`, of a normal number. */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
function exponent(x: v128): v128 {
  return i32x4.shr_s(i32x4.sub(x, i32x4.splat(SQRT_HALF_BITS)), 23);
}

/** `ln(1 + s) + e·ln 2 = s - s²/2 + s³·P(s) + e·ln 2` for `√½ <= 1 + s < √2`; P has the least largest relative error, 7.5e-10. */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
function logOfParts(s: v128, e: v128): v128 {
  const n = f32x4.convert_i32x4_s(e), square = f32x4.mul(s, s);
  let p = multiplyAdd(all(0.06747728746072527), s, all(-0.11677515211418234));
  p = multiplyAdd(p, s, all(0.11888697405499168));
  p = multiplyAdd(p, s, all(-0.12405340229503276));
  p = multiplyAdd(p, s, all(0.14219452995066795));
  p = multiplyAdd(p, s, all(-0.16668005174796927));
  p = multiplyAdd(p, s, all(0.20002123461631766));
  p = multiplyAdd(p, s, all(-0.25000009512894655));
  p = multiplyAdd(p, s, all(0.3333331254103287));
  let y = multiplyAdd(n, all(LN2_LOW), f32x4.mul(f32x4.mul(s, square), p));
  y = f32x4.add(multiplyAdd(square, all(-0.5), y), s);
  return multiplyAdd(n, all(LN2_HIGH), y);
}

/** What a logarithm is where its argument is zero, negative, infinite or NaN. */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
function limits(x: v128, y: v128): v128 {
  y = v128.bitselect(x, y, f32x4.eq(x, all(Infinity)));
  y = v128.bitselect(all(-Infinity), y, f32x4.eq(x, all(0)));
  return v128.or(y, v128.not(f32x4.ge(x, all(0)))); // all bits set is a NaN
}

// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
function logOf(x: v128): v128 {
  const subnormal = f32x4.lt(x, all(1.1754943508222875e-38));
  const normal = v128.bitselect(f32x4.mul(x, all(8388608)), x, subnormal); // 2^23
  const e = exponent(normal);
  const m = i32x4.sub(normal, i32x4.shl(e, 23));
  return limits(x, logOfParts(f32x4.sub(m, all(1)), i32x4.sub(e, v128.and(subnormal, i32x4.splat(23)))));
}

/** With `u = 1 + x` rounded, `ln(1 + x) = ln u + (1 + x - u)/u`; near zero x itself takes the place of u - 1. */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
export function log1pOf(x: v128): v128 {
  const u = f32x4.add(x, all(1)), e = exponent(u);
  const m = i32x4.sub(u, i32x4.shl(e, 23));
  const lost = f32x4.sub(x, f32x4.sub(u, all(1)));
  const near = i32x4.eq(e, i32x4.splat(0));
  const s = v128.bitselect(x, f32x4.sub(m, all(1)), near);
  const y = f32x4.add(logOfParts(s, e), v128.andnot(f32x4.div(lost, u), near));
  return v128.bitselect(x, limits(u, y), f32x4.eq(x, all(0))); // keeps -0
}

/** `y = ln(x)` */
export function log(n: i32, x: usize, y: usize): void {
  for (; n > 0; n -= 4, x += 16, y += 16) storeSome(y, n, logOf(loadSome(x, n)));
}

/** `y = ln(1 + x)` */
export function log1p(n: i32, x: usize, y: usize): void {
  for (; n > 0; n -= 4, x += 16, y += 16) storeSome(y, n, log1pOf(loadSome(x, n)));
}
