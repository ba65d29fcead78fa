import { all, bytes, multiplyAdd } from "./lanes";

// A tile of C stays in registers while k runs. With fused multiply-add 6 × 8 numbers fit (12 sums, 2 of B, 1 of A in 16 registers); without it
// every product needs a register of its own, and 6 × 8 spills: 1.25 times as slow as 4 × 8.
export const TILE_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;
export const TILE_COLUMNS: i32 = 8;

/**
 * `C[rows×columns] (+)= A·B` of one tile: `A` packed as `depth` columns of TILE_ROWS, `B` as `depth` rows of TILE_COLUMNS.
 *
 * Unrolling over k makes V8 spill: 1.15 times as slow by two, 1.6 by four.
 *
 * @param depth at least 1
 * @param spill room for one tile, through which an incomplete one reaches C
 */
export function tile(depth: i32, a: usize, b: usize, c: usize, strideC: usize, rows: i32, columns: i32, add: bool, spill: usize): void {
  let c00 = all(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  let c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  do {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = multiplyAdd(a0, b0, c00); c01 = multiplyAdd(a0, b1, c01);
    const a1 = v128.load32_splat(a, 4);
    c10 = multiplyAdd(a1, b0, c10); c11 = multiplyAdd(a1, b1, c11);
    const a2 = v128.load32_splat(a, 8);
    c20 = multiplyAdd(a2, b0, c20); c21 = multiplyAdd(a2, b1, c21);
    const a3 = v128.load32_splat(a, 12);
    c30 = multiplyAdd(a3, b0, c30); c31 = multiplyAdd(a3, b1, c31);
    if (ASC_FEATURE_RELAXED_SIMD) {
      const a4 = v128.load32_splat(a, 16);
      c40 = multiplyAdd(a4, b0, c40); c41 = multiplyAdd(a4, b1, c41);
      const a5 = v128.load32_splat(a, 20);
      c50 = multiplyAdd(a5, b0, c50); c51 = multiplyAdd(a5, b1, c51);
    }
    a += bytes(TILE_ROWS);
    b += bytes(TILE_COLUMNS);
  } while (--depth);

  const whole = rows == TILE_ROWS && columns == TILE_COLUMNS;
  let to = whole ? c : spill;
  const stride = whole ? strideC : bytes(TILE_COLUMNS), addNow = add && whole;
  put(to, c00, c01, addNow);
  put((to += stride), c10, c11, addNow);
  put((to += stride), c20, c21, addNow);
  put((to += stride), c30, c31, addNow);
  if (ASC_FEATURE_RELAXED_SIMD) {
    put((to += stride), c40, c41, addNow);
    put((to += stride), c50, c51, addNow);
  }
  if (whole) return;
  for (let i = 0; i < rows; i++, spill += bytes(TILE_COLUMNS), c += strideC) {
    for (let j = 0; j < columns; j++) {
      const value = f32.load(spill + bytes(j));
      f32.store(c + bytes(j), add ? f32.load(c + bytes(j)) + value : value);
    }
  }
}

function put(to: usize, low: v128, high: v128, add: bool): void {
  if (add) {
    low = f32x4.add(low, v128.load(to));
    high = f32x4.add(high, v128.load(to, 16));
  }
  v128.store(to, low);
  v128.store(to, high, 16);
}
