import { multiplyAdd } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

/**
 * `m' = β₁m + (1 - β₁)g`, `v' = β₂v + (1 - β₂)g²`, `p' = p - length·m'/(√v' + eps)` in one pass over memory; the composed operations take ten.
 */
export function adam(
  n: i32, p: usize, g: usize, m: usize, v: usize, nextP: usize, nextM: usize, nextV: usize, beta1: f32, beta2: f32, restOf1: f32, restOf2: f32, length: f32, eps: f32,
): void {
  const b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2), rest1 = f32x4.splat(restOf1), rest2 = f32x4.splat(restOf2);
  const step = f32x4.splat(-length), floor = f32x4.splat(eps);
  for (let at: usize = 0; n > 0; n -= 4, at += 16) {
    const slope = loadSome(g + at, n);
    const mean = multiplyAdd(b1, loadSome(m + at, n), f32x4.mul(rest1, slope));
    const power = multiplyAdd(b2, loadSome(v + at, n), f32x4.mul(rest2, f32x4.mul(slope, slope)));
    const direction = f32x4.div(mean, f32x4.add(f32x4.sqrt(power), floor));
    storeSome(nextM + at, n, mean);
    storeSome(nextV + at, n, power);
    storeSome(nextP + at, n, multiplyAdd(step, direction, loadSome(p + at, n)));
  }
}
