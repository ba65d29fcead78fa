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

/**
 * A {@link Padding} as TensorFlow.js takes it: with every side named, since of a plain number it derives the output's width from the
 * kernel's height (4.22.0, `computeOutputShape2D`).
 */
export function explicitPadding(padding: Padding): "same" | "valid" | ExplicitPadding {
  if (padding === "same" || padding === "valid") return padding;
  return padding === 0 ? "valid" : [[0, 0], [padding, padding], [padding, padding], [0, 0]]; // prettier-ignore
}

/** For axes batch, height, width, channels. */
type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]];
