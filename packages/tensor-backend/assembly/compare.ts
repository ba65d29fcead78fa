// One number against another, place by place; a step of 0 bytes keeps an operand at its only number.

/** What {@link compare} asks. */
const GREATER: i32 = 0, GREATER_EQUAL: i32 = 1, EQUAL: i32 = 2;

function asked(a: v128, b: v128, question: i32): v128 {
  if (question == GREATER) return f32x4.gt(a, b);
  if (question == GREATER_EQUAL) return f32x4.ge(a, b);
  return question == EQUAL ? f32x4.eq(a, b) : f32x4.ne(a, b);
}

function four(from: usize, step: usize): v128 {
  return step ? v128.load(from) : v128.load32_splat(from);
}

/** `y[i] = 1 where a[i] > b[i]` (or ≥, =, ≠), else 0, in bytes; 16 answers at a time. */
export function compare(n: i32, a: usize, stepA: usize, b: usize, stepB: usize, y: usize, question: i32): void {
  const a4 = stepA << 2, b4 = stepB << 2;
  for (; n >= 16; n -= 16, y += 16, a += a4 << 2, b += b4 << 2) {
    const first = asked(four(a, stepA), four(b, stepB), question);
    const second = asked(four(a + a4, stepA), four(b + b4, stepB), question);
    const third = asked(four(a + 2 * a4, stepA), four(b + 2 * b4, stepB), question);
    const fourth = asked(four(a + 3 * a4, stepA), four(b + 3 * b4, stepB), question);
    const answers = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(first, second), i16x8.narrow_i32x4_s(third, fourth));
    v128.store(y, v128.and(answers, i8x16.splat(1)));
  }
  for (; n > 0; n--, y++, a += stepA, b += stepB) {
    const answer = asked(v128.load32_splat(a), v128.load32_splat(b), question);
    i32.store8(y, i32x4.extract_lane(answer, 0) & 1);
  }
}

/** `y[i] = max(a[i], b[i])`, or the minimum; NaN wins. */
export function extremeOf(n: i32, a: usize, stepA: usize, b: usize, stepB: usize, y: usize, least: bool): void {
  const a4 = stepA << 2, b4 = stepB << 2;
  for (; n >= 4; n -= 4, y += 16, a += a4, b += b4) {
    const u = four(a, stepA), v = four(b, stepB);
    v128.store(y, least ? f32x4.min(u, v) : f32x4.max(u, v));
  }
  for (; n > 0; n--, y += 4, a += stepA, b += stepB) {
    const u = f32.load(a), v = f32.load(b);
    f32.store(y, least ? min<f32>(u, v) : max<f32>(u, v));
  }
}

/** `y[i] = a[i]` where the byte `condition[i]` is not 0, else `b[i]`. */
export function select(n: i32, condition: usize, a: usize, b: usize, y: usize): void {
  for (; n >= 4; n -= 4, condition += 4, a += 16, b += 16, y += 16) {
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(condition)));
    v128.store(y, v128.bitselect(v128.load(b), v128.load(a), i32x4.eq(wide, i32x4.splat(0))));
  }
  for (; n > 0; n--, condition++, a += 4, b += 4, y += 4) f32.store(y, i32.load8_u(condition) ? f32.load(a) : f32.load(b));
}
