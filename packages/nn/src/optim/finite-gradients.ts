import { type Tensor, isFinite as finite, mean, stack, square, sum, tidy } from "@tensorflow/tfjs-core";
import { invalidValue } from "@surenet/tensor-backend";

/**
 * The sums of squares of the gradients, `[gradients]`: finite numbers prove every element finite, so one small read replaces a scan.
 *
 * The converse fails (a finite gradient of 1e20 overflows); {@link gradientNotFinite} decides those cases.
 */
export function sumsOfSquares(gradients: Iterable<Tensor>): Tensor {
  return tidy(() => stack([...gradients].map((gradient) => sum(square(gradient)))));
}

/** The share of finite elements in each gradient, `[gradients]`; exact where it is 1. */
export function finiteShares(gradients: Iterable<Tensor>): Tensor {
  return tidy(() => stack([...gradients].map((gradient) => mean(finite(gradient)))));
}

/** The `E_VALUE` error for the first gradient with a share below 1, or undefined when all are finite. */
export function gradientNotFinite(where: string, names: readonly string[], shares: ArrayLike<number>): Error | undefined {
  const bad = names.findIndex((_, i) => shares[i] !== 1);
  if (bad < 0) return undefined;
  return invalidValue({
    where,
    problem: `the gradient of ${names[bad]} is not finite; no parameter was changed`,
    fix: "Lower the learning rate, clip the gradients, or look for a division by zero in the loss.",
  });
}
