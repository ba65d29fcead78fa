import { all, bytes } from "./lanes";
import { loadSome, storeSome } from "./some-lanes";

/**
 * Sequences of spikes through leaky neurons of which at most one fires in a step: `w[n×m]`, `theta[m]` are changed in place, `counts[sequences×m]` are written.
 *
 * `starts[sequences·steps + 1]` bounds the events of each step, `events` are the inputs that spike. `powers[age]` is what is left of an input's trace,
 * `v[m]` and `last[n]` are working memory. Sums are not fused and go in the events' order, as in the loop that stands in for this one.
 */
export function winnerTakeAll(
  sequences: i32, steps: i32, n: i32, m: i32, starts: usize, events: usize, w: usize, theta: usize, counts: usize, v: usize, last: usize, powers: usize,
  decay: f32, rate: f32, increment: f32, keep: f32, largest: f32, total: f32, inhibition: i32,
): void {
  const along = bytes(m);
  for (let sequence = 0; sequence < sequences; sequence++, counts += along) {
    memory.fill(v, 0, along);
    memory.fill(counts, 0, along);
    memory.fill(last, 0xFF, bytes(n)); // -1: no spike yet
    for (let t = 0, blocked = 0; t < steps; t++, starts += 4) {
      const first = events + bytes(load<i32>(starts)), end = events + bytes(load<i32>(starts, 4));
      for (let at = first; at < end; at += 4) store<i32>(last + bytes(load<i32>(at)), t);
      if (blocked > 0) {
        blocked--; // their voltages are 0, and stay so
        continue;
      }
      if (!integrate(m, first, end, w, theta, v, decay)) continue;
      const winner = strongest(m, v, theta);
      memory.fill(v, 0, along);
      blocked = inhibition;
      const at = bytes(winner);
      f32.store(counts + at, f32.load(counts + at) + 1);
      if (rate == 0) continue;
      f32.store(theta + at, f32.load(theta + at) + increment);
      for (let i = 0, weight = w + at; i < n; i++, weight += along) {
        const then = load<i32>(last + bytes(i));
        if (then < 0) continue;
        const before = f32.load(weight);
        f32.store(weight, before + rate * f32.load(powers + bytes(t - then)) * (largest - before));
      }
    }
    if (rate == 0) continue;
    for (let j = 0; j < m; j++) if (f32.load(counts + bytes(j)) > 0) rescale(n, w + bytes(j), along, total);
    for (let j = 0, at = theta; j < m; j++, at += 4) f32.store(at, f32.load(at) * keep);
  }
}

/** `v ← v·decay + the rows of the events`, sixteen columns at a time; whether any v is above `1 + theta`. */
function integrate(m: i32, first: usize, end: usize, w: usize, theta: usize, v: usize, decay: f32): bool {
  const along = bytes(m), fade = all(decay), one = all(1);
  let above = all(0);
  for (let left = m; left >= 16; left -= 16, w += 64, v += 64, theta += 64) {
    let a = f32x4.mul(v128.load(v), fade), b = f32x4.mul(v128.load(v, 16), fade);
    let c = f32x4.mul(v128.load(v, 32), fade), d = f32x4.mul(v128.load(v, 48), fade);
    for (let at = first; at < end; at += 4) {
      const row = w + <usize>load<i32>(at) * along;
      a = f32x4.add(a, v128.load(row));
      b = f32x4.add(b, v128.load(row, 16));
      c = f32x4.add(c, v128.load(row, 32));
      d = f32x4.add(d, v128.load(row, 48));
    }
    v128.store(v, a);
    v128.store(v, b, 16);
    v128.store(v, c, 32);
    v128.store(v, d, 48);
    const ab = v128.or(f32x4.gt(a, f32x4.add(one, v128.load(theta))), f32x4.gt(b, f32x4.add(one, v128.load(theta, 16))));
    const cd = v128.or(f32x4.gt(c, f32x4.add(one, v128.load(theta, 32))), f32x4.gt(d, f32x4.add(one, v128.load(theta, 48))));
    above = v128.or(above, v128.or(ab, cd));
  }
  for (let left = m & 15; left > 0; left -= 4, w += 16, v += 16, theta += 16) {
    let a = f32x4.mul(loadSome(v, left), fade);
    for (let at = first; at < end; at += 4) a = f32x4.add(a, loadSome(w + <usize>load<i32>(at) * along, left));
    storeSome(v, left, a);
    above = v128.or(above, f32x4.gt(a, f32x4.add(one, loadSome(theta, left)))); // a tail of zeros is not above 1
  }
  return v128.any_true(above);
}

/** The first neuron that is furthest above its threshold. */
function strongest(m: i32, v: usize, theta: usize): i32 {
  let winner = 0, best: f32 = 0;
  for (let j = 0; j < m; j++) {
    const margin = f32.load(v + bytes(j)) - (f32.load(theta + bytes(j)) + 1);
    if (margin > best) {
      best = margin;
      winner = j;
    }
  }
  return winner;
}

/** Gives a column the sum `total`. */
function rescale(n: i32, column: usize, along: usize, total: f32): void {
  let sum: f32 = 0;
  for (let i = 0, at = column; i < n; i++, at += along) sum += f32.load(at);
  const factor = total / sum;
  for (let i = 0, at = column; i < n; i++, at += along) f32.store(at, f32.load(at) * factor);
}
