import { LN2_HIGH, LN2_LOW, LOG2_E, ROUND } from "./exp";
import { hoisted, multiplyAdd, unitOf } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

/**
 * `y = 2/√π·∫₀ˣ exp(-t²) dt`
 *
 * `x + x·P(x²)` below 0.84; beyond, `1 - exp(-Q(x))` with `Q = -ln erfc`, to 4, where it rounds to 1. The largest errors of the polynomials, least
 * for their degrees, are 6e-9 and 2.1e-9 of 1 - erf; that of `exp(r) - 1 = r + r²·E(r)` is 3.1e-9.
 */
export function erf(n: i32, x: usize, y: usize): void {
  const unit = unitOf(n), one = hoisted(1, unit), four = hoisted(4, unit), edge = hoisted(0.84, unit), signBit = i32x4.splat(0x80000000);
  const p5 = hoisted(-0.000633906645885568, unit), p4 = hoisted(0.005055315465734249, unit), p3 = hoisted(-0.026805154594277975, unit);
  const p2 = hoisted(0.11282783225203333, unit), p1 = hoisted(-0.3761257767244333, unit), p0 = hoisted(0.12837916106340952, unit);
  const q6 = hoisted(0.00020355106375988648, unit), q5 = hoisted(-0.0031169145299996814, unit), q4 = hoisted(0.022516495856472325, unit);
  const q3 = hoisted(-0.10452307439071584, unit), q2 = hoisted(-0.6365194706699295, unit), q1 = hoisted(-1.1280622228092854, unit);
  const q0 = hoisted(-0.00010388549789279328, unit), minusOne = hoisted(-1, unit);
  const e4 = hoisted(0.0013814598367452163, unit), e3 = hoisted(0.008368716898092269, unit), e2 = hoisted(0.04166838805109458, unit);
  const e1 = hoisted(0.1666652063151173, unit), e0 = hoisted(0.4999999344776775, unit);
  const round = hoisted(ROUND, unit), log2e = hoisted(LOG2_E, unit), high = hoisted(-LN2_HIGH, unit), low = hoisted(-LN2_LOW, unit);
  for (; n > 0; n -= 4, x += 16, y += 16) {
    const v = loadSome(x, n), a = f32x4.pmin(f32x4.abs(v), four), square = f32x4.mul(v, v);
    let p = multiplyAdd(p5, square, p4);
    p = multiplyAdd(p, square, p3);
    p = multiplyAdd(p, square, p2);
    p = multiplyAdd(p, square, p1);
    p = multiplyAdd(p, square, p0);
    let q = multiplyAdd(q6, a, q5); // -Q
    q = multiplyAdd(q, a, q4);
    q = multiplyAdd(q, a, q3);
    q = multiplyAdd(q, a, q2);
    q = multiplyAdd(q, a, q1);
    q = multiplyAdd(q, a, q0);
    const quotient = multiplyAdd(q, log2e, round), multiple = f32x4.sub(quotient, round);
    const r = multiplyAdd(multiple, low, multiplyAdd(multiple, high, q));
    let e = multiplyAdd(e4, r, e3);
    e = multiplyAdd(e, r, e2);
    e = multiplyAdd(e, r, e1);
    e = multiplyAdd(e, r, e0);
    e = f32x4.add(multiplyAdd(e, f32x4.mul(r, r), r), one);
    const tail = multiplyAdd(e, i32x4.add(i32x4.shl(quotient, 23), minusOne), one); // the bits of -1 and an exponent are those of -2^exponent
    const beyond = v128.or(tail, v128.and(v, signBit));
    storeSome(y, n, v128.bitselect(beyond, multiplyAdd(p, v, v), f32x4.ge(a, edge)));
  }
}
