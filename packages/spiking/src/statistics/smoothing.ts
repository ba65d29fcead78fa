import { type Tensor, add, clone, mul, sub, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";

/**
 * One step of exponential smoothing: `level ← α · x + (1 − α) · level`; the first observation is the first level.
 *
 * @returns the next level, owned by the caller
 * @throws SurenetError `E_OPTION` for an α outside [0, 1]
 * @example exponentialSmoothing(tensor([4]), tensor([2]), { alpha: 0.25 }) // [2.5]
 * @see Brown 1959
 */
export function exponentialSmoothing(observation: Tensor, level: Tensor | undefined, options: { readonly alpha: number }): Tensor {
  checkOptions("exponentialSmoothing", options, ["alpha"]);
  const alpha = share("exponentialSmoothing", "alpha", options.alpha);
  return level === undefined ? clone(observation) : tidy(() => add(mul(observation, alpha), mul(level, 1 - alpha)));
}

/** A level and its slope per step; the slope is there from the second observation on. */
export type Trend = {
  readonly level: Tensor;
  readonly trend?: Tensor;
}; // a type, not an interface: `tidy` takes it for a container of tensors

/**
 * One step of Holt's linear smoothing: `l ← α · x + (1 − α)(l + b)`, `b ← β (l − l_before) + (1 − β) b`.
 *
 * The first observation is the level, the second gives the first slope.
 *
 * @returns the next state, owned by the caller
 * @throws SurenetError `E_OPTION` for an α or β outside [0, 1]
 * @example
 * let state = holtSmoothing(tensor([1]), undefined, { alpha: 0.5, beta: 0.5 }); // level 1
 * state = holtSmoothing(tensor([3]), state, { alpha: 0.5, beta: 0.5 });         // level 3, trend 2
 * @see Holt 1957
 */
export function holtSmoothing(
  observation: Tensor,
  state: Trend | undefined,
  options: { readonly alpha: number; readonly beta: number },
): Trend {
  checkOptions("holtSmoothing", options, ["alpha", "beta"]);
  const [alpha, beta] = [share("holtSmoothing", "alpha", options.alpha), share("holtSmoothing", "beta", options.beta)];
  if (state === undefined) return { level: clone(observation) };
  const { level: before, trend: slope } = state;
  return tidy(() => {
    const trend = slope ?? sub(observation, before);
    const level = add(mul(observation, alpha), mul(add(before, trend), 1 - alpha));
    return { level, trend: add(mul(sub(level, before), beta), mul(trend, 1 - beta)) };
  });
}

function share(where: string, option: string, got: number): number {
  if (got >= 0 && got <= 1) return got;
  throw invalidOption({ where, option, got, expected: "a share in [0, 1]" });
}
