import { ROUND } from "./exp";
import { hoisted, multiplyAdd, unitOf } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

/**
 * `y = 2/√π·∫₀ˣ exp(-t²) dt`
 *
 * `x + x·P(x²)` below 0.9; beyond, `1 - 2^Q(x)` with `Q = log₂ erfc`, to 4, where it rounds to 1. The largest errors of the polynomials, least for
 * their degrees, are 1.4e-8, 1.6e-9 of 1 - erf, and that of `2^f = 1 + f·E(f)` moves erf by 1.5e-8.
 */
export function erf(n: i32, x: usize, y: usize): void {
  const unit = unitOf(n), one = hoisted(1, unit), four = hoisted(4, unit), edge = hoisted(0.9, unit), signBit = i32x4.splat(0x80000000);
  const p5 = hoisted(-0.0006055308622308075, unit), p4 = hoisted(0.005004496779292822, unit), p3 = hoisted(-0.026773404330015182, unit);
  const p2 = hoisted(0.11281978338956833, unit), p1 = hoisted(-0.3761250674724579, unit), p0 = hoisted(0.12837915122509003, unit);
  const q6 = hoisted(0.0002844730915967375, unit), q5 = hoisted(-0.004408310167491436, unit), q4 = hoisted(0.03213903680443764, unit);
  const q3 = hoisted(-0.1500941514968872, unit), q2 = hoisted(-0.9190829992294312, unit), q1 = hoisted(-1.6269986629486084, unit);
  const q0 = hoisted(-0.0002560809953138232, unit), minusOne = hoisted(-1, unit), round = hoisted(ROUND, unit);
  const e4 = hoisted(0.001325388322584331, unit), e3 = hoisted(0.0096722561866045, unit), e2 = hoisted(0.055507760494947433, unit);
  const e1 = hoisted(0.2402222603559494, unit), e0 = hoisted(0.6931469440460205, unit);
  for (; n > 0; n -= 4, x += 16, y += 16) {
    const v = loadSome(x, n), a = f32x4.pmin(f32x4.abs(v), four), square = f32x4.mul(v, v);
    let p = multiplyAdd(p5, square, p4);
    p = multiplyAdd(p, square, p3);
    p = multiplyAdd(p, square, p2);
    p = multiplyAdd(p, square, p1);
    p = multiplyAdd(p, square, p0);
    let q = multiplyAdd(q6, a, q5);
    q = multiplyAdd(q, a, q4);
    q = multiplyAdd(q, a, q3);
    q = multiplyAdd(q, a, q2);
    q = multiplyAdd(q, a, q1);
    q = multiplyAdd(q, a, q0);
    const quotient = f32x4.add(q, round), f = f32x4.sub(q, f32x4.sub(quotient, round));
    let e = multiplyAdd(e4, f, e3);
    e = multiplyAdd(e, f, e2);
    e = multiplyAdd(e, f, e1);
    e = multiplyAdd(e, f, e0);
    e = multiplyAdd(e, f, one);
    const tail = multiplyAdd(e, i32x4.add(i32x4.shl(quotient, 23), minusOne), one); // the bits of -1 and an exponent are those of -2^exponent
    const beyond = v128.or(tail, v128.and(v, signBit));
    storeSome(y, n, v128.bitselect(beyond, multiplyAdd(p, v, v), f32x4.ge(a, edge)));
  }
}
