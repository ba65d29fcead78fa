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
  const zero = all(0), one = all(1), held = lock ? i32x4.splat(-1) : zero, base = all(rest), fade = all(decay), gain = all(resistance);
  const limit = all(threshold), low = all(reset), deaf = all(period), step = all(dt);
  for (let at: usize = 0; n > 0; n -= 4, at += 16) {
    const before = loadSome(v + at, n), left = f32x4.max(f32x4.sub(loadSome(refractory + at, n), step), zero), free = f32x4.eq(left, zero);
    const drive = v128.and(f32x4.mul(loadSome(input + at, n), gain), free), goal = f32x4.add(drive, base);
    const candidate = f32x4.add(f32x4.mul(f32x4.sub(before, goal), fade), goal);
    const now = v128.bitselect(before, candidate, v128.andnot(held, free));
    const spike = v128.and(f32x4.ge(now, limit), free);
    storeSome(spikes + at, n, v128.and(spike, one));
    storeSome(nextV + at, n, v128.bitselect(low, now, spike));
    storeSome(nextRefractory + at, n, v128.bitselect(deaf, left, spike));
  }
}

/**
 * `Y[m×n] = scale·X[m×k]·W[k×n]` where few numbers of X are not 0: only the rows of W that they meet are read. `scratch` takes 8k + 8 bytes. 32 columns at a time
 * stay in registers, then 16, then 4. (48 columns, or strips of W that stay in the cache for all samples, are not faster.)
 */
export function sparseRowsTimesMatrix(m: i32, k: i32, n: i32, x: usize, w: usize, y: usize, scale: f32, scratch: usize): void {
  const along = bytes(n);
  for (let i = 0; i < m; i++, x += bytes(k), y += along) {
    const end = collect(k, x, w, along, scale, scratch);
    let column: usize = 0;
    for (let left = n; left >= 32; left -= 32, column += 128) {
      let a = all(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a, at = scratch;
      for (; at + 8 < end; at += 16) {
        const row = <usize>load<u32>(at) + column, value = v128.load32_splat(at, 4);
        const next = <usize>load<u32>(at, 8) + column, other = v128.load32_splat(at, 12);
        a = multiplyAdd(other, v128.load(next), multiplyAdd(value, v128.load(row), a));
        b = multiplyAdd(other, v128.load(next, 16), multiplyAdd(value, v128.load(row, 16), b));
        c = multiplyAdd(other, v128.load(next, 32), multiplyAdd(value, v128.load(row, 32), c));
        d = multiplyAdd(other, v128.load(next, 48), multiplyAdd(value, v128.load(row, 48), d));
        e = multiplyAdd(other, v128.load(next, 64), multiplyAdd(value, v128.load(row, 64), e));
        f = multiplyAdd(other, v128.load(next, 80), multiplyAdd(value, v128.load(row, 80), f));
        g = multiplyAdd(other, v128.load(next, 96), multiplyAdd(value, v128.load(row, 96), g));
        h = multiplyAdd(other, v128.load(next, 112), multiplyAdd(value, v128.load(row, 112), h));
      }
      if (at < end) {
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
    if ((n & 16) != 0) {
      let a = all(0), b = a, c = a, d = a;
      for (let at = scratch; at < end; at += 8) {
        const row = <usize>load<u32>(at) + column, value = v128.load32_splat(at, 4);
        a = multiplyAdd(value, v128.load(row), a);
        b = multiplyAdd(value, v128.load(row, 16), b);
        c = multiplyAdd(value, v128.load(row, 32), c);
        d = multiplyAdd(value, v128.load(row, 48), d);
      }
      const to = y + column;
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
      column += 64;
    }
    for (let left = n & 15; left > 0; left -= 4, column += 16) {
      let a = all(0);
      for (let at = scratch; at < end; at += 8) a = multiplyAdd(v128.load32_splat(at, 4), loadSome(<usize>load<u32>(at) + column, left), a);
      storeSome(y + column, left, a);
    }
  }
}

/**
 * Lists the addresses of the rows that the numbers of x meet, and the numbers, scaled; gives the end of the list. Where 64 numbers are not 0 stands in one
 * mask: spikes fall at random, and to guess at each wrongly costs more than to look for the next.
 */
function collect(k: i32, x: usize, w: usize, along: usize, scale: f32, list: usize): usize {
  let j = 0;
  for (; j + 64 <= k; j += 64) {
    let mask: u64 = 0;
    for (let g = 0; g < 64; g += 4) mask |= <u64>i32x4.bitmask(f32x4.ne(v128.load(x + bytes(j + g)), all(0))) << <u64>g;
    for (; mask != 0; mask &= mask - 1) {
      const at = j + <i32>ctz(mask);
      store<u32>(list, <u32>(w + <usize>at * along));
      f32.store(list, f32.load(x + bytes(at)) * scale, 4);
      list += 8;
    }
  }
  for (; j < k; j++) {
    const value = f32.load(x + bytes(j));
    store<u32>(list, <u32>(w + <usize>j * along)); // kept unless the number is 0
    f32.store(list, value * scale, 4);
    list += <usize>i32(value != 0) << 3;
  }
  return list;
}
