import { nextDown, sqrtUp, up } from "../arithmetic/rounding.ts";

/** A whole number k becomes float32 `k / s` with a relative error of at most this, by division (2.5 units in the last place) or by multiplication with 1/s. */
const CONVERSION = 2 ** -21;

/**
 * The certified radius in whole numbers: every input k' of whole numbers with `Σ (k - k')² <= Q` keeps the class of k, where the network sees `k / scale`.
 *
 * `Q = ⌊((r - 2·2^-21 √n) · scale)²⌋`, rounded down: both conversions to float32 may be off by `2^-21 ‖k / scale‖ <= 2^-21 √n`.
 *
 * @param radius in the units of the network's input
 * @param size entries of an input, each from 0 to `scale`
 * @returns -1 when nothing is promised, not even for k itself
 * @example integerRadiusSquared(0.5, { size: 784, scale: 255 }) // 16254 of the real (0.5 · 255)² = 16256.25
 */
export function integerRadiusSquared(radius: number, { size, scale }: { readonly size: number; readonly scale: number }): number {
  const left = nextDown(nextDown(radius - up(2 * CONVERSION * sqrtUp(size))) * scale);
  return left > 0 ? Math.floor(nextDown(left * left)) : -1;
}
