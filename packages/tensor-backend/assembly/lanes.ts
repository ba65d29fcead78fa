// Four float32 numbers at a time: the vocabulary of all kernels.

/** `a·b + c`; rounded once with relaxed SIMD where the machine can, else twice. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  else return f32x4.add(f32x4.mul(a, b), c);
}

/** The same number in every lane. */
export function all(x: f32): v128 {
  return f32x4.splat(x);
}

/** Bytes of `count` float32 numbers. */
export function bytes(count: i32): usize {
  return (<usize>count) << 2;
}

/** The sum of the four lanes. */
export function sumOfLanes(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** 1, unless there is nothing to do: a one that the compiler does not see through. */
export function unitOf(n: i32): f32 {
  return <f32>i32(n > 0);
}

/** `x` in every lane, for use outside a loop: V8 builds a constant it knows anew in every step, which made erf 1.65 times as slow. */
export function hoisted(x: f32, unit: f32): v128 {
  return f32x4.splat(x * unit);
}
