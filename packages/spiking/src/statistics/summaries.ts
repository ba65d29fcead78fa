import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { notZero } from "../state/check-number.ts";
import { type AlongOptions, ALONG_OPTIONS, checkAlong, reduceAlong } from "./reduce-along.ts";

/** Σ x along axes; nothing sums to 0. */
export function total(x: Tensor, options: AlongOptions = {}): Tensor {
  return reduceAlong("total", x, checkAlong("total", options), sum);
}

/**
 * Σ x / denominator: a mean over a count that is not that of the samples.
 *
 * @example totalOver(tensor([1, 2, 3]), { denominator: 4 }) // 1.5
 */
export function totalOver(x: Tensor, options: AlongOptions & { readonly denominator: number }): Tensor {
  checkOptions("totalOver", options, [...ALONG_OPTIONS, "denominator"]);
  const denominator = notZero({ where: "totalOver", option: "denominator", got: options.denominator });
  return reduceAlong("totalOver", x, options, (values) => sum(values) / denominator);
}

/** The mean along axes, NaN of nothing. */
export function average(x: Tensor, options: AlongOptions = {}): Tensor {
  return reduceAlong("average", x, checkAlong("average", options), (values) => sum(values) / values.length);
}

/**
 * The q-quantile, linear between the two samples around place `q · (n − 1)` of the sorted ones; NaN of nothing.
 *
 * @example quantile(tensor([10, 20, 30, 40]), { q: 0.5 }) // 25
 */
export function quantile(x: Tensor, options: AlongOptions & { readonly q: number }): Tensor {
  checkOptions("quantile", options, [...ALONG_OPTIONS, "q"]);
  const { q } = options;
  if (!(q >= 0 && q <= 1)) throw invalidOption({ where: "quantile", option: "q", got: q, expected: "a share in [0, 1]" });
  return reduceAlong("quantile", x, options, (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    const place = q * (sorted.length - 1);
    const [below = NaN, above = NaN] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (above - below) * (place - Math.floor(place));
  });
}

/** The middle sample, the mean of the two in the middle where there are two. */
export function median(x: Tensor, options: AlongOptions = {}): Tensor {
  return quantile(x, { ...checkAlong("median", options), q: 0.5 });
}

/**
 * The geometric mean `exp(mean of log x)` of the samples other than 0; 0 of nothing but zeros.
 *
 * A negative sample has no logarithm and makes it NaN.
 *
 * @example geometricMean(tensor([2, 0, 8])) // 4
 */
export function geometricMean(x: Tensor, options: AlongOptions = {}): Tensor {
  return reduceAlong("geometricMean", x, checkAlong("geometricMean", options), (values) => {
    const logs = values.filter((value) => value !== 0).map(Math.log);
    return logs.length === 0 ? 0 : Math.exp(sum(logs) / logs.length);
  });
}

/** The sample with the largest magnitude, with its sign; the first among equals. */
export function absMax(x: Tensor, options: AlongOptions = {}): Tensor {
  return reduceAlong("absMax", x, checkAlong("absMax", options), (values) => best(values, (a, b) => Math.abs(a) > Math.abs(b)));
}

/** The sample with the smallest magnitude, with its sign; the first among equals. */
export function absMin(x: Tensor, options: AlongOptions = {}): Tensor {
  return reduceAlong("absMin", x, checkAlong("absMin", options), (values) => best(values, (a, b) => Math.abs(a) < Math.abs(b)));
}

function best(values: readonly number[], isBetter: (a: number, b: number) => boolean): number {
  return values.length === 0 ? NaN : values.reduce((found, value) => (isBetter(value, found) ? value : found));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
