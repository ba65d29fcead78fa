// The last one to three numbers of a vector, so that one loop serves all of it.

/** The next four numbers, or the `left` that there are and zeros. */
export function loadSome(from: usize, left: i32): v128 {
  return left >= 4 ? v128.load(from) : loadTail(from, left);
}

/** Stores four numbers, or the first `left`. */
export function storeSome(to: usize, left: i32, v: v128): void {
  if (left >= 4) v128.store(to, v);
  else storeTail(to, left, v);
}

function loadTail(from: usize, left: i32): v128 {
  let v = v128.load32_zero(from);
  if (left > 1) v = v128.load32_lane(from, v, 1, 4);
  return left > 2 ? v128.load32_lane(from, v, 2, 8) : v;
}

function storeTail(to: usize, left: i32, v: v128): void {
  v128.store32_lane(to, v, 0);
  if (left > 1) v128.store32_lane(to, v, 1, 4);
  if (left > 2) v128.store32_lane(to, v, 2, 8);
}
