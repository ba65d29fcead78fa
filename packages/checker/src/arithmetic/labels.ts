import { U64 } from "./rounding.ts";

/**
 * The arithmetic that a promise holds for.
 *
 * - `real`: the formula on paper, in exact arithmetic, its own evaluation not accounted for.
 * - `f64-checked`: exact arithmetic on the stored float32 weights, every rounding of the proof accounted for.
 * - `f32-ieee`: the network as it runs in float32 with rounding to nearest, sums in any order, fused multiply-adds or not.
 * - `f32-any-round`: the same with any rounding direction and subnormal numbers flushed, as WebGPU may.
 */
export type Label = "real" | "f64-checked" | "f32-ieee" | "f32-any-round";

/** The name of a label as a field. */
export type RadiusName = "real" | "f64Checked" | "f32Ieee" | "f32AnyRound";

export const RADIUS_NAMES: Readonly<Record<Label, RadiusName>> = {
  real: "real",
  "f64-checked": "f64Checked",
  "f32-ieee": "f32Ieee",
  "f32-any-round": "f32AnyRound",
};

export function isLabel(value: unknown): value is Label {
  return typeof value === "string" && Object.hasOwn(RADIUS_NAMES, value);
}

/** What a rounding bound needs to know of an arithmetic. */
export interface Arithmetic {
  /** `|fl(a op b) - (a op b)| <= unit · |a op b|` for `+ - * /`, underflow apart. */
  readonly unit: number;
  /** Roundings that a square root may cost. */
  readonly root: number;
  /** Roundings that a stored number costs which is no float32, or that an engine computes itself, as a sine. */
  readonly stored: number;
  /** More than all results together lose that are too small for a normal number, in the 2-norm. */
  readonly underflow: number;
  /** The same for square roots of sums of squares. */
  readonly rootUnderflow: number;
}

/** How the checker itself computes. Results below 1e-308 vanish, and squares of numbers below 1e-154. */
export const FLOAT64: Arithmetic = { unit: U64, root: 4, stored: 0, underflow: 1e-280, rootUnderflow: 1e-140 };

/**
 * float32. A product or sum below 2^-126 may vanish; with at most 2^24 terms, 2^24 outputs and factors below 2^20 that is less than
 * `2^(24 + 12 + 20 - 126) = 2^-70` in the 2-norm, and less than `√(2^24 · 2^24 · 2^-126) = 2^-39` under a root.
 */
const FLOAT32 = { stored: 8, underflow: 2 ** -60, rootUnderflow: 2 ** -36 };

/** The arithmetics of the engines. WebGPU fixes no direction (one unit in the last place instead of half) and takes roots by way of `inverseSqrt`. */
export const DEPLOYED: Readonly<Record<"f32Ieee" | "f32AnyRound", Arithmetic>> = {
  f32Ieee: { ...FLOAT32, unit: 2 ** -24, root: 4 },
  f32AnyRound: { ...FLOAT32, unit: 2 ** -23, root: 16 },
};

/** States stay below this 2-norm, so that no sum in float32 overflows: `2^20 · 2^12 · 2^20` at most, of 2^128. */
export const LARGEST_STATE: number = 2 ** 20;
