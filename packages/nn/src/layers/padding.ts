import { invalidOption } from "@surenet/tensor-backend";

/**
 * Zeros around an image: a number of pixels on every side, `"valid"` for none, or `"same"` for as many as keep `⌈size / stride⌉` pixels
 * (for strides above 1 with TensorFlow's choice: the odd pixel goes below and to the right).
 */
export type Padding = number | "same" | "valid";

/** A {@link Padding} given by the user, checked. */
export function checkPadding(where: string, padding: Padding): Padding {
  if (padding === "same" || padding === "valid" || (Number.isSafeInteger(padding) && Number(padding) >= 0)) return padding;
  throw invalidOption({ where, option: "padding", got: padding, expected: 'an integer >= 0, "same" or "valid"' });
}

/** Pixels on every side, checked. */
export function checkPixels(where: string, padding: number): number {
  if (Number.isSafeInteger(padding) && padding >= 0) return padding;
  throw invalidOption({ where, option: "padding", got: padding, expected: "an integer >= 0" });
}
