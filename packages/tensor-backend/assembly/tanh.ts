import { all } from "./lanes";
import { expOf, expm1Of } from "./exp";
import { log1pOf } from "./log";
import { loadSome, storeSome } from "./some-lanes";

/** `tanh(|x|) = E/(E + 2)` with `E = exp(2|x|) - 1`; from 9.02 on it rounds to 1. */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
function tanhOf(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(0x80000000));
  const twice = f32x4.pmin(f32x4.mul(f32x4.abs(x), all(2)), all(20));
  const e = expm1Of(twice);
  return v128.or(f32x4.div(e, f32x4.add(e, all(2))), sign);
}

/** `max(x, 0) + ln(1 + exp(-|x|))` */
// @ts-ignore: asc inlines by this decorator; TypeScript allows none on functions
@inline
function softplusOf(x: v128): v128 {
  return f32x4.add(f32x4.max(x, all(0)), log1pOf(expOf(f32x4.neg(f32x4.abs(x)))));
}

/** `y = tanh(x)` */
export function tanh(n: i32, x: usize, y: usize): void {
  for (; n > 0; n -= 4, x += 16, y += 16) storeSome(y, n, tanhOf(loadSome(x, n)));
}

/** `y = ln(1 + exp(x))` */
export function softplus(n: i32, x: usize, y: usize): void {
  for (; n > 0; n -= 4, x += 16, y += 16) storeSome(y, n, softplusOf(loadSome(x, n)));
}
