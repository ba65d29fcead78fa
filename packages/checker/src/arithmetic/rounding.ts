/**
 * Directed rounding in plain JavaScript.
 *
 * ECMAScript fixes `+ - * /` to IEEE-754 float64, round to nearest, without contraction; `Math.sqrt` alone is left to the engine, so it is
 * checked where it is used. Everything a proof needs is here, and nothing else rounds.
 */

/** Unit roundoff of float64: `|fl(a op b) - (a op b)| <= U64 · |a op b|`. */
export const U64: number = 2 ** -53;

/** Covers the roundings of a non-negative expression of `+ * /` and square roots with fewer than 2^21 of them: `(1 + 2^-53)^(2^21) < 1 + 2^-30`. */
const INFLATION = 1 + 2 ** -30;

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** An upper bound of the exact value of a non-negative expression that was computed as `x`. */
export function up(x: number): number {
  return x * INFLATION;
}

/** `γ_n(u) = n·u / (1 - n·u)`: the relative error of a sum of n products in any order (Higham 2002, §3.1); infinite when `n·u >= 1/4`. */
export function gamma(n: number, u: number): number {
  return n * u < 0.25 ? up((n * u) / (1 - n * u)) : Infinity;
}

/** The smallest float64 above x. */
export function nextUp(x: number): number {
  if (!(x < Infinity)) return x;
  if (x === 0) return Number.MIN_VALUE;
  float[0] = x;
  bits[0] = (bits[0] ?? 0n) + (x > 0 ? 1n : -1n);
  return float[0] ?? NaN;
}

/** The largest float64 below x. */
export function nextDown(x: number): number {
  return -nextUp(-x);
}

/** An upper bound of √x that does not trust `Math.sqrt`: raised until its square, rounded down, reaches x. Below 1e-290, where squares underflow, 1e-145. */
export function sqrtUp(x: number): number {
  if (!(x < Infinity)) return x;
  if (x < 1e-290) return x === 0 ? 0 : 1e-145;
  let root = nextUp(Math.sqrt(x));
  while (nextDown(root * root) < x) root = nextUp(root);
  return root;
}

/** An upper bound of the 2-norm of a vector. */
export function normUp(vector: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += (vector[i] ?? NaN) ** 2;
  return up(sqrtUp(squares));
}
