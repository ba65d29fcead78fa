import { all, hoisted, multiplyAdd, unitOf } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

// x = n·ln 2 + r with |r| <= ln 2 / 2; ln 2 in two parts, so that n·LN2_HIGH is exact.
export const LOG2_E: f32 = 1.44269504088896341;
export const LN2_HIGH: f32 = 0.693359375;
export const LN2_LOW: f32 = -2.12194440e-4;

// Adding 1.5·2^23 rounds to an integer, which then stands in the low bits; faster than the instructions for rounding and conversion.
export const ROUND: f32 = 12582912;
const ROUND_BITS: i32 = 0x4B400000;

/** `n` with `x ≈ n·ln 2`, as the bits of `n + ROUND`. */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
export function quotient(x: v128): v128 {
  return multiplyAdd(x, all(LOG2_E), all(ROUND));
}

/** `r = x - n·ln 2` */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
export function remainder(x: v128, q: v128): v128 {
  const n = f32x4.sub(q, all(ROUND));
  return multiplyAdd(n, all(-LN2_LOW), multiplyAdd(n, all(-LN2_HIGH), x));
}

/** `n` as an integer. */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
export function integer(q: v128): v128 {
  return i32x4.sub(q, i32x4.splat(ROUND_BITS));
}

/** `2^n` for -126 <= n <= 127 */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
export function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** `exp(r) - 1 = r + r²·P(r)`; P has the least largest error in exp(r), 3.1e-9. */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
export function expm1OfRemainder(r: v128): v128 {
  let p = multiplyAdd(all(0.0013814598367452163), r, all(0.008368716898092269));
  p = multiplyAdd(p, r, all(0.04166838805109458));
  p = multiplyAdd(p, r, all(0.1666652063151173));
  p = multiplyAdd(p, r, all(0.4999999344776775));
  return multiplyAdd(p, f32x4.mul(r, r), r);
}

/** Right to 1 unit in the last place, from underflow through the subnormals to overflow. The bounds stand second, so that NaN passes. */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
export function expOf(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, all(89)), all(-104));
  const q = quotient(x), n = integer(q), half = i32x4.shr_s(n, 1); // 2^n in two factors: n reaches from -150 to 128
  const y = f32x4.add(expm1OfRemainder(remainder(x, q)), all(1));
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** `2^n·(exp(r) - 1) + (2^n - 1)`, at half its size until the end: n reaches 128. */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
export function expm1Of(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, all(89)), all(-18)); // exp(-18) - 1 rounds to -1
  const q = quotient(bounded), scale = powerOfTwo(i32x4.sub(integer(q), i32x4.splat(1)));
  const y = multiplyAdd(scale, expm1OfRemainder(remainder(bounded, q)), f32x4.sub(scale, all(0.5)));
  return v128.bitselect(x, f32x4.add(y, y), f32x4.lt(f32x4.abs(x), all(1e-8))); // keeps -0 and the subnormals
}

/** `y = exp(x)`: {@link expOf} with its constants outside the loop. */
export function exp(n: i32, x: usize, y: usize): void {
  const unit = unitOf(n), one = hoisted(1, unit), most = hoisted(89, unit), least = hoisted(-104, unit);
  const round = hoisted(ROUND, unit), log2e = hoisted(LOG2_E, unit), high = hoisted(-LN2_HIGH, unit), low = hoisted(-LN2_LOW, unit);
  const p4 = hoisted(0.0013814598367452163, unit), p3 = hoisted(0.008368716898092269, unit), p2 = hoisted(0.04166838805109458, unit);
  const p1 = hoisted(0.1666652063151173, unit), p0 = hoisted(0.4999999344776775, unit);
  for (; n > 0; n -= 4, x += 16, y += 16) {
    const v = f32x4.pmax(f32x4.pmin(loadSome(x, n), most), least);
    const q = multiplyAdd(v, log2e, round), multiple = f32x4.sub(q, round), k = i32x4.sub(q, round), half = i32x4.shr_s(k, 1);
    const r = multiplyAdd(multiple, low, multiplyAdd(multiple, high, v));
    let p = multiplyAdd(p4, r, p3);
    p = multiplyAdd(p, r, p2);
    p = multiplyAdd(p, r, p1);
    p = multiplyAdd(p, r, p0);
    p = f32x4.add(multiplyAdd(p, f32x4.mul(r, r), r), one);
    const first = i32x4.add(i32x4.shl(half, 23), one), second = i32x4.add(i32x4.shl(i32x4.sub(k, half), 23), one); // powers of two
    storeSome(y, n, f32x4.mul(f32x4.mul(p, first), second));
  }
}

/** `y = exp(x) - 1` */
export function expm1(n: i32, x: usize, y: usize): void {
  for (; n > 0; n -= 4, x += 16, y += 16) storeSome(y, n, expm1Of(loadSome(x, n)));
}
