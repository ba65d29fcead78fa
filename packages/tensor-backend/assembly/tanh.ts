import { LN2_HIGH, LN2_LOW, LOG2_E, ROUND } from "./exp";
import { hoisted, multiplyAdd, unitOf } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

/** `tanh(|x|) = E/(E + 2)` with `E = exp(2|x|) - 1 = 2^n·(exp(r) - 1) + (2^n - 1)`; from 9.02 on it rounds to 1. The polynomial is that of exp. */
export function tanh(n: i32, x: usize, y: usize): void {
  const unit = unitOf(n), one = hoisted(1, unit), two = hoisted(2, unit), most = hoisted(20, unit), signBit = i32x4.splat(0x80000000);
  const round = hoisted(ROUND, unit), log2e = hoisted(LOG2_E, unit), high = hoisted(-LN2_HIGH, unit), low = hoisted(-LN2_LOW, unit);
  const p4 = hoisted(0.0013814598367452163, unit), p3 = hoisted(0.008368716898092269, unit), p2 = hoisted(0.04166838805109458, unit);
  const p1 = hoisted(0.1666652063151173, unit), p0 = hoisted(0.4999999344776775, unit);
  for (; n > 0; n -= 4, x += 16, y += 16) {
    const v = loadSome(x, n), magnitude = f32x4.abs(v), twice = f32x4.pmin(f32x4.add(magnitude, magnitude), most);
    const q = multiplyAdd(twice, log2e, round), multiple = f32x4.sub(q, round);
    const r = multiplyAdd(multiple, low, multiplyAdd(multiple, high, twice));
    let p = multiplyAdd(p4, r, p3);
    p = multiplyAdd(p, r, p2);
    p = multiplyAdd(p, r, p1);
    p = multiplyAdd(p, r, p0);
    p = multiplyAdd(p, f32x4.mul(r, r), r);
    const scale = i32x4.add(i32x4.shl(q, 23), one); // 2^n, n <= 29
    const e = multiplyAdd(scale, p, f32x4.sub(scale, one));
    storeSome(y, n, v128.or(f32x4.div(e, f32x4.add(e, two)), v128.and(v, signBit)));
  }
}
