/**
 * Rows at mean 0 and variance 1, scaled and shifted, and with `silu` bent. With `slope` also what {@link NORM_ROWS_GRADIENT} reads: the rows at mean 0 and variance 1,
 * `r`, 1 where `σ² > ε`, and the slope of the bend.
 */
export const NORM_ROWS = "SurenetNormRows";
/** Its gradients for x, weight and bias. */
export const NORM_ROWS_GRADIENT = "SurenetNormRowsGradient";

export interface NormRowsAttrs {
  readonly eps: number;
  readonly silu: boolean;
  readonly slope: boolean;
}
