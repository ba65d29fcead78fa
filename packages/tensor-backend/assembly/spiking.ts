import { all, bytes, multiplyAdd } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

/**
 * One step of leaky integrate-and-fire neurons; `free` is where `refractory' = max(refractory - dt, 0)` is 0.
 *
 * `v' = rest + drive + (v - rest - drive)·decay` with `drive = resistance·input` where free and 0 elsewhere; with `lock`, v stays where not free. A free
 * neuron at the threshold spikes: `v' = reset`, `refractory' = period`. Nothing is fused here: the spikes are those of the composed operations.
 */
export function lif(
  n: i32, input: usize, v: usize, refractory: usize, spikes: usize, nextV: usize, nextRefractory: usize, decay: f32, rest: f32, resistance: f32, threshold: f32,
  reset: f32, dt: f32, period: f32, lock: bool,
): void {
  const zero = all(0), one = all(1), held = lock ? i32x4.splat(-1) : zero;
  for (let at: usize = 0; n > 0; n -= 4, at += 16) {
    const before = loadSome(v + at, n), left = f32x4.max(f32x4.sub(loadSome(refractory + at, n), all(dt)), zero), free = f32x4.eq(left, zero);
    const drive = v128.and(f32x4.mul(loadSome(input + at, n), all(resistance)), free), goal = f32x4.add(drive, all(rest));
    const candidate = f32x4.add(f32x4.mul(f32x4.sub(before, goal), all(decay)), goal);
    const now = v128.bitselect(before, candidate, v128.andnot(held, free));
    const spike = v128.and(f32x4.ge(now, all(threshold)), free);
    storeSome(spikes + at, n, v128.and(spike, one));
    storeSome(nextV + at, n, v128.bitselect(all(reset), now, spike));
    storeSome(nextRefractory + at, n, v128.bitselect(all(period), left, spike));
  }
}

/**
 * `Y[m×n] = X[m×k]·W[k×n]` where few numbers of X are not 0: only the rows of W that they meet are read. `scratch` takes 8k bytes. 32 columns at a time
 * stay in registers.
 */
export function sparseRowsTimesMatrix(m: i32, k: i32, n: i32, x: usize, w: usize, y: usize, scratch: usize): void {
  const along = bytes(n);
  for (let i = 0; i < m; i++, x += bytes(k), y += along) {
    let end = scratch;
    for (let j = 0; j < k; j++) {
      const value = f32.load(x + bytes(j));
      if (value == 0) continue;
      store<u32>(end, <u32>(w + <usize>j * along));
      f32.store(end, value, 4);
      end += 8;
    }
    let column: usize = 0;
    for (let left = n; left >= 32; left -= 32, column += 128) {
      let a = all(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
      for (let at = scratch; at < end; at += 8) {
        const row = <usize>load<u32>(at) + column, value = v128.load32_splat(at, 4);
        a = multiplyAdd(value, v128.load(row), a);
        b = multiplyAdd(value, v128.load(row, 16), b);
        c = multiplyAdd(value, v128.load(row, 32), c);
        d = multiplyAdd(value, v128.load(row, 48), d);
        e = multiplyAdd(value, v128.load(row, 64), e);
        f = multiplyAdd(value, v128.load(row, 80), f);
        g = multiplyAdd(value, v128.load(row, 96), g);
        h = multiplyAdd(value, v128.load(row, 112), h);
      }
      const to = y + column;
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
      v128.store(to, e, 64);
      v128.store(to, f, 80);
      v128.store(to, g, 96);
      v128.store(to, h, 112);
    }
    for (let left = n & 31; left > 0; left -= 4, column += 16) {
      let a = all(0);
      for (let at = scratch; at < end; at += 8) a = multiplyAdd(v128.load32_splat(at, 4), loadSome(<usize>load<u32>(at) + column, left), a);
      storeSome(y + column, left, a);
    }
  }
}
