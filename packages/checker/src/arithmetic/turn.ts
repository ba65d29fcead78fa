import { U64 } from "./rounding.ts";

/** Largest error of each part of {@link turn}: angle 3u, Horner's ten terms on [0, π/4] 20u, the series' tail 3e-21; doubled. */
export const TURN_ERROR: number = 64 * U64;

/**
 * `[cos, sin]` of the j-th of n parts of a full turn, `2πj/n`, from `+ - * /` alone: the engine's own Math.cos promises no accuracy.
 *
 * @param j an integer; the reduction to the first half quadrant is exact in integers
 * @param n a positive integer below 2^50
 */
export function turn(j: number, n: number): readonly [number, number] {
  const part = ((j % n) + n) % n;
  const quadrant = Math.floor((4 * part) / n);
  const rest = 4 * part - quadrant * n;
  const [c, s] = 2 * rest > n ? swap(series(n - rest, n)) : series(rest, n);
  if (quadrant === 0) return [c, s];
  if (quadrant === 1) return [-s, c];
  return quadrant === 2 ? [-c, -s] : [s, -c];
}

/** cos and sin of `(π/2)·r/n` for `2r <= n`, by their Taylor series. */
function series(r: number, n: number): readonly [number, number] {
  const angle = (Math.PI / 2) * (r / n);
  const square = angle * angle;
  let [cosine, sine] = [1, 1];
  for (let k = 20; k >= 2; k -= 2) {
    cosine = 1 - (square / (k * (k - 1))) * cosine;
    sine = 1 - (square / (k * (k + 1))) * sine;
  }
  return [cosine, angle * sine];
}

function swap([a, b]: readonly [number, number]): readonly [number, number] {
  return [b, a];
}
