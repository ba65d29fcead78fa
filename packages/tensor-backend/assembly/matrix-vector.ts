import { all, bytes, multiplyAdd, sumOfLanes } from "./lanes";

/** `y[m] = A[m×k]·x[k]`, the rows of A `stride` apart: four rows share each number of x. */
export function matrixTimesVector(m: i32, k: i32, a: usize, stride: i32, x: usize, y: usize): void {
  const along = bytes(stride),
    whole = bytes(k & ~3),
    end = bytes(k);
  let i = 0;
  for (; i + 4 <= m; i += 4, a += along << 2, y += 16) {
    const a1 = a + along,
      a2 = a1 + along,
      a3 = a2 + along;
    let s0 = all(0),
      s1 = s0,
      s2 = s0,
      s3 = s0;
    let at: usize = 0;
    for (; at < whole; at += 16) {
      const v = v128.load(x + at);
      s0 = multiplyAdd(v, v128.load(a + at), s0);
      s1 = multiplyAdd(v, v128.load(a1 + at), s1);
      s2 = multiplyAdd(v, v128.load(a2 + at), s2);
      s3 = multiplyAdd(v, v128.load(a3 + at), s3);
    }
    let t0 = sumOfLanes(s0),
      t1 = sumOfLanes(s1),
      t2 = sumOfLanes(s2),
      t3 = sumOfLanes(s3);
    for (; at < end; at += 4) {
      const v = f32.load(x + at);
      t0 += v * f32.load(a + at);
      t1 += v * f32.load(a1 + at);
      t2 += v * f32.load(a2 + at);
      t3 += v * f32.load(a3 + at);
    }
    f32.store(y, t0);
    f32.store(y, t1, 4);
    f32.store(y, t2, 8);
    f32.store(y, t3, 12);
  }
  for (; i < m; i++, a += along, y += 4) {
    let s = all(0);
    let at: usize = 0;
    for (; at < whole; at += 16) s = multiplyAdd(v128.load(x + at), v128.load(a + at), s);
    let t = sumOfLanes(s);
    for (; at < end; at += 4) t += f32.load(x + at) * f32.load(a + at);
    f32.store(y, t);
  }
}

/** `y[n] = x[k]·B[k×n]`, the rows of B `stride` apart: y, which stays in the cache, takes four rows at a time. */
export function vectorTimesMatrix(k: i32, n: i32, x: usize, b: usize, stride: i32, y: usize): void {
  const along = bytes(stride),
    whole = bytes(n & ~3),
    end = bytes(n);
  memory.fill(y, 0, end);
  let i = 0;
  for (; i + 4 <= k; i += 4, x += 16, b += along << 2) {
    const x0 = v128.load32_splat(x),
      x1 = v128.load32_splat(x, 4),
      x2 = v128.load32_splat(x, 8),
      x3 = v128.load32_splat(x, 12);
    const b1 = b + along,
      b2 = b1 + along,
      b3 = b2 + along;
    let at: usize = 0;
    for (; at < whole; at += 16) {
      const low = multiplyAdd(x1, v128.load(b1 + at), multiplyAdd(x0, v128.load(b + at), v128.load(y + at)));
      v128.store(y + at, multiplyAdd(x3, v128.load(b3 + at), multiplyAdd(x2, v128.load(b2 + at), low)));
    }
    for (; at < end; at += 4) {
      const low = f32.load(y + at) + f32.load(x) * f32.load(b + at) + f32.load(x, 4) * f32.load(b1 + at);
      f32.store(y + at, low + f32.load(x, 8) * f32.load(b2 + at) + f32.load(x, 12) * f32.load(b3 + at));
    }
  }
  for (; i < k; i++, x += 4, b += along) {
    const v = v128.load32_splat(x);
    let at: usize = 0;
    for (; at < whole; at += 16) v128.store(y + at, multiplyAdd(v, v128.load(b + at), v128.load(y + at)));
    for (; at < end; at += 4) f32.store(y + at, f32.load(y + at) + f32.load(x) * f32.load(b + at));
  }
}
