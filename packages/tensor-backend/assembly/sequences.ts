import { all, bytes } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

/**
 * Sequences of leaky integrate-and-fire neurons from rest at 0, a frame of n after the other: `u ← decay·u + x`, `excess = u - threshold`, `spike = excess ≥ 0`, then
 * `u ← u - threshold` where it spikes, or `u ← 0` with `toZero`. `along` bytes lead to the next frame of x: 0 repeats one.
 */
export function lifSequence(steps: i32, n: i32, x: usize, along: usize, spikes: usize, excess: usize, decay: f32, threshold: f32, toZero: bool): void {
  const frame = bytes(n), fade = all(decay), limit = all(threshold), zero = all(0), one = all(1);
  for (let t = 0; t < steps; t++, x += along, spikes += frame, excess += frame) {
    for (let left = n, at: usize = 0; left > 0; left -= 4, at += 16) {
      let u = zero;
      if (t > 0) {
        const before = f32x4.add(loadSome(excess - frame + at, left), limit), spiked = f32x4.gt(loadSome(spikes - frame + at, left), zero);
        u = toZero ? v128.andnot(before, spiked) : f32x4.sub(before, v128.and(limit, spiked));
      }
      const over = f32x4.sub(f32x4.add(f32x4.mul(fade, u), loadSome(x + at, left)), limit);
      storeSome(excess + at, left, over);
      storeSome(spikes + at, left, v128.and(one, f32x4.ge(over, zero)));
    }
  }
}

/**
 * `y[t] = x[t] + decay·y[t-1]`, or with `back` `y[t] = x[t] + decay·y[t+1]`, frames of n. With `spikes` (not 0; only with `back`) nothing passes a frame's spikes:
 * the factor is `decay·(1 - spikes[t])`.
 */
export function leakyScan(steps: i32, n: i32, x: usize, spikes: usize, y: usize, decay: f32, back: bool): void {
  const frame = bytes(n), fade = all(decay), one = all(1);
  for (let i = 0; i < steps; i++) {
    const t = <usize>(back ? steps - 1 - i : i) * frame, before = back ? t + frame : t - frame;
    for (let left = n, at: usize = 0; left > 0; left -= 4, at += 16) {
      let sum = loadSome(x + t + at, left);
      if (i > 0) {
        const carried = f32x4.mul(fade, loadSome(y + before + at, left));
        sum = f32x4.add(sum, spikes == 0 ? carried : f32x4.mul(carried, f32x4.sub(one, loadSome(spikes + t + at, left))));
      }
      storeSome(y + t + at, left, sum);
    }
  }
}
