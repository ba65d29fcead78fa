import { type Tensor, abs, add, div, max, maximum, min, mul, pow, sub, sum, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { finite, notZero, positive } from "../state/check-number.ts";

const SMALLEST = 2 ** -126; // the least normal float32: 0 / it is 0

export interface NormaliseOptions {
  /** The p of the norm. */
  readonly order?: number;
  /** The norm afterwards. */
  readonly scale?: number;
  readonly axis?: number | readonly number[];
  /** Norms below this are taken for it, so that zeros stay zeros. */
  readonly epsilon?: number;
}

/**
 * Gives vectors along an axis the p-norm `scale`: `x · scale / max(‖x‖_p, epsilon)`.
 *
 * @throws SurenetError `E_OPTION`
 * @example normalise(tensor([3, -1]), { order: 1, scale: 2 }) // [1.5, -0.5]
 */
export function normalise(x: Tensor, options: NormaliseOptions = {}): Tensor {
  const where = "normalise";
  checkOptions(where, options, ["order", "scale", "axis", "epsilon"]);
  const { order = 1, scale = 1, axis = -1, epsilon = 1e-12 } = options;
  positive({ where, option: "order", got: order });
  notZero({ where, option: "scale", got: scale });
  positive({ where, option: "epsilon", got: epsilon });
  return tidy(() => {
    const powers = sum(order === 1 ? abs(x) : pow(abs(x), order), [axis].flat(), true);
    const norm = order === 1 ? powers : pow(powers, 1 / order);
    return mul(div(x, maximum(norm, epsilon)), scale);
  });
}

export interface RescaleOptions {
  readonly low: number;
  readonly high: number;
  /** What becomes `low` and `high`; the least and the largest along the axis by default. */
  readonly from?: readonly [low: number, high: number];
  /** All axes by default. */
  readonly axis?: number;
}

/**
 * Maps a range linearly to another: `low + (x − a) · (high − low) / (b − a)`. Where all numbers are equal they become `low`.
 *
 * @throws SurenetError `E_OPTION`
 * @example rescale(tensor([1, 2, 5]), { low: 0, high: 8 }) // [0, 2, 8]
 */
export function rescale(x: Tensor, options: RescaleOptions): Tensor {
  const where = "rescale";
  checkOptions(where, options, ["low", "high", "from", "axis"]);
  const { low, high, from, axis } = options;
  finite({ where, option: "low", got: low });
  finite({ where, option: "high", got: high });
  if (from !== undefined && !(from[0] < from[1]))
    throw invalidOption({ where, option: "from", got: from, expected: "two numbers, the smaller first" });
  return tidy(() => {
    const least = from?.[0] ?? min(x, axis, true);
    const span = sub(from?.[1] ?? max(x, axis, true), least);
    return add(mul(div(sub(x, least), maximum(span, SMALLEST)), high - low), low);
  });
}
