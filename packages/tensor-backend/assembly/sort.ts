// Groups of any size. A float's order and its place in the group stand in one unsigned number, so that a sort is stable and compares once.

const RUN: i32 = 12; // longer runs are merged; insertion moves a quarter of the square

/** Grows with x; both zeros are equal, NaN comes last. */
function order(x: f32): u64 {
  if (x != x) return 0xFFFFFFFF;
  const bits = reinterpret<i32>(x + 0);
  return <u64><u32>(bits ^ ((bits >> 31) | 0x80000000));
}

/** The group's numbers as sorted keys, `order << 32 | place`; they end in `keys` or, as the result says, in `other`. */
function sortedKeys(n: i32, x: usize, keys: usize, other: usize): usize {
  for (let first = 0; first < n; first += RUN) {
    const end = min(n, first + RUN), start = keys + ((<usize>first) << 3);
    for (let i = first; i < end; i++) {
      const key = (order(f32.load(x + ((<usize>i) << 2))) << 32) | <u64>i;
      let at = keys + ((<usize>i) << 3);
      for (; at > start && load<u64>(at - 8) > key; at -= 8) store<u64>(at, load<u64>(at - 8));
      store<u64>(at, key);
    }
  }
  const all = (<usize>n) << 3;
  for (let width: usize = (<usize>RUN) << 3; width < all; width <<= 1) {
    for (let start: usize = 0; start < all; start += width << 1) {
      let a = keys + start, b = keys + min(start + width, all), to = other + start;
      const endA = b, endB = keys + min(start + (width << 1), all);
      while (a < endA && b < endB) {
        const left = load<u64>(a), right = load<u64>(b), takes = left < right;
        store<u64>(to, takes ? left : right);
        a += takes ? 8 : 0;
        b += takes ? 0 : 8;
        to += 8;
      }
      memory.copy(to, a, endA - a);
      memory.copy(to + (endA - a), b, endB - b);
    }
    const swap = keys;
    keys = other;
    other = swap;
  }
  return keys;
}

/**
 * For every group of n: `y[i] = v[place of the i-th smallest x]`, or with `back` its transpose, which adds. Equal numbers are all read from the lowest of
 * their places. `scratch` takes 16n bytes; with `back`, y is zeroed.
 */
export function permuteGroups(groups: i32, n: i32, x: usize, v: usize, y: usize, scratch: usize, back: bool): void {
  const along = (<usize>n) << 2;
  for (; groups > 0; groups--, x += along, v += along, y += along) {
    const keys = sortedKeys(n, x, scratch, scratch + ((<usize>n) << 3));
    let place: usize = 0, last: f32 = NaN;
    for (let i = 0; i < n; i++) {
      const own = (<usize>load<u32>(keys + ((<usize>i) << 3))) << 2, value = f32.load(x + own), at = (<usize>i) << 2;
      if (i == 0 || value != last) place = own;
      last = value;
      if (back) f32.store(y + place, f32.load(y + place) + f32.load(v + at));
      else f32.store(y + at, f32.load(v + place));
    }
  }
}
