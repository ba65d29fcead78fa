import { hoisted, multiplyAdd, unitOf } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

// x = n·ln 2 + r with |r| <= ln 2 / 2; ln 2 in two parts, so that n·LN2_HIGH is exact.
export const LOG2_E: f32 = 1.44269504088896341;
export const LN2_HIGH: f32 = 0.693359375;
export const LN2_LOW: f32 = -2.12194440e-4;

// Adding 1.5·2^23 rounds to an integer, which then stands in the low bits; faster than the instructions for rounding and conversion.
export const ROUND: f32 = 12582912;

/**
 * `y = exp(x)`, right to 1 unit in the last place, from underflow through the subnormals to overflow.
 *
 * `2^n·(1 + r + r²·P(r))`; P has the least largest error in exp(r), 3.1e-9. The power of two comes in two factors: n reaches from -150 to 128. The
 * bounds stand second, so that NaN passes.
 */
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

/** `y = exp(x) - 1 = 2^n·(exp(r) - 1) + (2^n - 1)`, at half its size until the end: n reaches 128. */
export function expm1(n: i32, x: usize, y: usize): void {
  const unit = unitOf(n), half = hoisted(0.5, unit), most = hoisted(89, unit), least = hoisted(-18, unit), tiny = hoisted(1e-8, unit);
  const round = hoisted(ROUND, unit), log2e = hoisted(LOG2_E, unit), high = hoisted(-LN2_HIGH, unit), low = hoisted(-LN2_LOW, unit);
  const p4 = hoisted(0.0013814598367452163, unit), p3 = hoisted(0.008368716898092269, unit), p2 = hoisted(0.04166838805109458, unit);
  const p1 = hoisted(0.1666652063151173, unit), p0 = hoisted(0.4999999344776775, unit);
  for (; n > 0; n -= 4, x += 16, y += 16) {
    const v = loadSome(x, n), bounded = f32x4.pmax(f32x4.pmin(v, most), least); // exp(-18) - 1 rounds to -1
    const q = multiplyAdd(bounded, log2e, round), multiple = f32x4.sub(q, round);
    const r = multiplyAdd(multiple, low, multiplyAdd(multiple, high, bounded));
    let p = multiplyAdd(p4, r, p3);
    p = multiplyAdd(p, r, p2);
    p = multiplyAdd(p, r, p1);
    p = multiplyAdd(p, r, p0);
    p = multiplyAdd(p, f32x4.mul(r, r), r);
    const scale = i32x4.add(i32x4.shl(q, 23), half); // 2^(n - 1)
    const e = multiplyAdd(scale, p, f32x4.sub(scale, half));
    storeSome(y, n, v128.bitselect(v, f32x4.add(e, e), f32x4.lt(f32x4.abs(v), tiny))); // keeps -0 and the subnormals
  }
}
