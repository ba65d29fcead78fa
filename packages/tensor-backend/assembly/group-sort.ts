// Pairs of neighbours, in ascending order. NaN counts as the largest; equal numbers are both read from the lower place, so that a tie's gradients
// go there. What a pair does is decided once, in `places`; the three kernels differ in what they move.

/** For every lane the mask "reads its neighbour". */
function crossing(x: v128): v128 {
  const low = v128.shuffle<f32>(x, x, 0, 0, 2, 2), high = v128.shuffle<f32>(x, x, 1, 1, 3, 3);
  const ordered = f32x4.eq(high, high); // not NaN
  const swap = v128.and(ordered, v128.not(f32x4.le(low, high))); // low > high, or low is NaN and high is not
  return v128.or(swap, v128.and(f32x4.eq(low, high), oddLanes()));
}

function oddLanes(): v128 {
  return i64x2.splat(0xFFFFFFFF00000000);
}

function neighbours(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 1, 0, 3, 2);
}

/** The values of two pairs, each read from where its key sorts. */
function permuted(keys: v128, values: v128): v128 {
  return v128.bitselect(neighbours(values), values, crossing(keys));
}

/** The adjoint: a swapped pair back in place, a tied pair's sum in the lower place. */
function restored(keys: v128, values: v128): v128 {
  const cross = crossing(keys), other = neighbours(values);
  const tie = v128.andnot(v128.shuffle<f32>(cross, cross, 1, 1, 3, 3), v128.shuffle<f32>(cross, cross, 0, 0, 2, 2)); // only the upper place reads across
  const sum = v128.andnot(f32x4.add(values, other), oddLanes());
  return v128.bitselect(sum, v128.bitselect(other, values, cross), tie);
}

/** `y[2i], y[2i+1] = min, max of v[2i], v[2i+1]` in the order of the keys x; n is even. */
export function permutePairs(n: i32, x: usize, v: usize, y: usize): void {
  for (; n >= 4; n -= 4, x += 16, v += 16, y += 16) v128.store(y, permuted(v128.load(x), v128.load(v)));
  if (n > 0) v128.store64_lane(y, permuted(v128.load64_zero(x), v128.load64_zero(v)), 0);
}

/** The transpose of {@link permutePairs} for the same keys. */
export function restorePairs(n: i32, x: usize, v: usize, y: usize): void {
  for (; n >= 4; n -= 4, x += 16, v += 16, y += 16) v128.store(y, restored(v128.load(x), v128.load(v)));
  if (n > 0) v128.store64_lane(y, restored(v128.load64_zero(x), v128.load64_zero(v)), 0);
}
