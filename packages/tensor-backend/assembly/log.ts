import { LN2_HIGH, LN2_LOW, LOG2_E, ROUND } from "./exp";
import { hoisted, multiplyAdd, unitOf } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

// Every loop below holds the polynomial's numbers in registers or on the stack: V8 would build them anew in every step.

const P8: f32 = 0.06747728746072527, P7: f32 = -0.11677515211418234, P6: f32 = 0.11888697405499168, P5: f32 = -0.12405340229503276;
const P4: f32 = 0.14219452995066795, P3: f32 = -0.16668005174796927, P2: f32 = 0.20002123461631766, P1: f32 = -0.25000009512894655;
const P0: f32 = 0.3333331254103287;
const SQRT_HALF_BITS: i32 = 0x3F3504F3;

/** `e` with `x = m·2^e`, `√½ <= m < √2`, of a normal number. */
function exponent(x: v128): v128 {
  return i32x4.shr_s(i32x4.sub(x, i32x4.splat(SQRT_HALF_BITS)), 23);
}

/** `ln(1 + s) + e·ln 2 = s - s²/2 + s³·P(s) + e·ln 2` for `√½ <= 1 + s < √2`; P has the least largest relative error, 7.5e-10. */
function logOfParts(
  s: v128, e: v128, p8: v128, p7: v128, p6: v128, p5: v128, p4: v128, p3: v128, p2: v128, p1: v128, p0: v128, minusHalf: v128, high: v128, low: v128,
): v128 {
  const n = f32x4.convert_i32x4_s(e), square = f32x4.mul(s, s);
  let p = multiplyAdd(p8, s, p7);
  p = multiplyAdd(p, s, p6);
  p = multiplyAdd(p, s, p5);
  p = multiplyAdd(p, s, p4);
  p = multiplyAdd(p, s, p3);
  p = multiplyAdd(p, s, p2);
  p = multiplyAdd(p, s, p1);
  p = multiplyAdd(p, s, p0);
  let y = multiplyAdd(n, low, f32x4.mul(f32x4.mul(s, square), p));
  y = f32x4.add(multiplyAdd(square, minusHalf, y), s);
  return multiplyAdd(n, high, y);
}

/** What a logarithm is where its argument is zero, negative, infinite or NaN. */
function limits(x: v128, y: v128, infinity: v128, zero: v128): v128 {
  y = v128.bitselect(x, y, f32x4.eq(x, infinity));
  y = v128.bitselect(f32x4.neg(infinity), y, f32x4.eq(x, zero));
  return v128.or(y, v128.not(f32x4.ge(x, zero))); // all bits set is a NaN
}

/** `y = ln(x)` */
export function log(n: i32, x: usize, y: usize): void {
  const unit = unitOf(n), one = hoisted(1, unit), zero = hoisted(0, unit), infinity = hoisted(Infinity, unit), minusHalf = hoisted(-0.5, unit);
  const p8 = hoisted(P8, unit), p7 = hoisted(P7, unit), p6 = hoisted(P6, unit), p5 = hoisted(P5, unit), p4 = hoisted(P4, unit);
  const p3 = hoisted(P3, unit), p2 = hoisted(P2, unit), p1 = hoisted(P1, unit), p0 = hoisted(P0, unit);
  const high = hoisted(LN2_HIGH, unit), low = hoisted(LN2_LOW, unit);
  const least = hoisted(1.1754943508222875e-38, unit), up = hoisted(8388608, unit), steps = i32x4.splat(23); // 2^-126, 2^23
  for (; n > 0; n -= 4, x += 16, y += 16) {
    const v = loadSome(x, n), subnormal = f32x4.lt(v, least);
    const normal = v128.bitselect(f32x4.mul(v, up), v, subnormal);
    const e = exponent(normal), m = i32x4.sub(normal, i32x4.shl(e, 23));
    const parts = logOfParts(
      f32x4.sub(m, one), i32x4.sub(e, v128.and(subnormal, steps)), p8, p7, p6, p5, p4, p3, p2, p1, p0, minusHalf, high, low,
    );
    storeSome(y, n, limits(v, parts, infinity, zero));
  }
}

/** `y = ln(1 + x)`: with `u = 1 + x` rounded, `ln u + (1 + x - u)/u`; near zero x itself takes the place of u - 1. */
export function log1p(n: i32, x: usize, y: usize): void {
  const unit = unitOf(n), one = hoisted(1, unit), zero = hoisted(0, unit), infinity = hoisted(Infinity, unit), minusHalf = hoisted(-0.5, unit);
  const p8 = hoisted(P8, unit), p7 = hoisted(P7, unit), p6 = hoisted(P6, unit), p5 = hoisted(P5, unit), p4 = hoisted(P4, unit);
  const p3 = hoisted(P3, unit), p2 = hoisted(P2, unit), p1 = hoisted(P1, unit), p0 = hoisted(P0, unit);
  const high = hoisted(LN2_HIGH, unit), low = hoisted(LN2_LOW, unit);
  for (; n > 0; n -= 4, x += 16, y += 16) {
    const v = loadSome(x, n), u = f32x4.add(v, one), e = exponent(u);
    const m = i32x4.sub(u, i32x4.shl(e, 23)), lost = f32x4.sub(v, f32x4.sub(u, one));
    const near = i32x4.eq(e, i32x4.splat(0)), s = v128.bitselect(v, f32x4.sub(m, one), near);
    const parts = logOfParts(s, e, p8, p7, p6, p5, p4, p3, p2, p1, p0, minusHalf, high, low);
    const whole = f32x4.add(parts, v128.andnot(f32x4.div(lost, u), near));
    storeSome(y, n, v128.bitselect(v, limits(u, whole, infinity, zero), f32x4.eq(v, zero))); // keeps -0
  }
}

/** `y = ln(1 + exp(x)) = max(x, 0) + ln(1 + t)` with `t = exp(-|x|)` in (0, 1]: no infinity, and no 1 + t beyond 2. */
export function softplus(n: i32, x: usize, y: usize): void {
  const unit = unitOf(n), one = hoisted(1, unit), zero = hoisted(0, unit), minusHalf = hoisted(-0.5, unit), most = hoisted(104, unit);
  const p8 = hoisted(P8, unit), p7 = hoisted(P7, unit), p6 = hoisted(P6, unit), p5 = hoisted(P5, unit), p4 = hoisted(P4, unit);
  const p3 = hoisted(P3, unit), p2 = hoisted(P2, unit), p1 = hoisted(P1, unit), p0 = hoisted(P0, unit);
  const round = hoisted(ROUND, unit), log2e = hoisted(-LOG2_E, unit), high = hoisted(LN2_HIGH, unit), low = hoisted(LN2_LOW, unit);
  const e4 = hoisted(0.0013814598367452163, unit), e3 = hoisted(0.008368716898092269, unit), e2 = hoisted(0.04166838805109458, unit);
  const e1 = hoisted(0.1666652063151173, unit), e0 = hoisted(0.4999999344776775, unit);
  for (; n > 0; n -= 4, x += 16, y += 16) {
    const v = loadSome(x, n), a = f32x4.pmin(f32x4.abs(v), most);
    const q = multiplyAdd(a, log2e, round), multiple = f32x4.sub(round, q), k = i32x4.sub(q, round), half = i32x4.shr_s(k, 1); // -multiple is the integer
    const r = multiplyAdd(multiple, low, multiplyAdd(multiple, high, f32x4.neg(a)));
    let t = multiplyAdd(e4, r, e3);
    t = multiplyAdd(t, r, e2);
    t = multiplyAdd(t, r, e1);
    t = multiplyAdd(t, r, e0);
    t = f32x4.add(multiplyAdd(t, f32x4.mul(r, r), r), one);
    const first = i32x4.add(i32x4.shl(half, 23), one), second = i32x4.add(i32x4.shl(i32x4.sub(k, half), 23), one);
    t = f32x4.mul(f32x4.mul(t, first), second);
    const u = f32x4.add(t, one), e = exponent(u), m = i32x4.sub(u, i32x4.shl(e, 23)), lost = f32x4.sub(t, f32x4.sub(u, one));
    const near = i32x4.eq(e, i32x4.splat(0)), s = v128.bitselect(t, f32x4.sub(m, one), near);
    const parts = logOfParts(s, e, p8, p7, p6, p5, p4, p3, p2, p1, p0, minusHalf, high, low);
    const logarithm = f32x4.add(parts, v128.andnot(f32x4.div(lost, u), near));
    storeSome(y, n, f32x4.add(f32x4.max(v, zero), logarithm));
  }
}
