import { checkReduction, type Reduction } from "@surenet/losses";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";

/** What the losses of this package share. */
export interface LossOptions {
  /** `"auto"` is the reference's name for the mean. */
  readonly reduction?: Reduction | "auto";
}

export interface MultiGpuOptions extends LossOptions {
  /** Targets are factors made by `processLabelsForMultiGpu`, so that a batch may be cut into parts whose losses add up. */
  readonly multiGpu?: boolean;
}

export interface MarginOptions extends LossOptions {
  /** The distance wanted between the two sides: every output is asked for half of it. */
  readonly minMargin?: number;
}

export interface HkrOptions extends MarginOptions, MultiGpuOptions {
  /** Weight of the hinge. A function takes it as it is, at most 1; a class reads a value outside [0, 1] as the ratio `a / (1 + a)`. Default 0. */
  readonly alpha?: number;
}

/** @throws SurenetError `E_OPTION` for an unknown option or reduction */
export function readLossOptions(where: string, options: LossOptions, more: readonly string[] = []): { readonly reduction: Reduction } {
  checkOptions(where, options, ["reduction", ...more]);
  const { reduction = "mean" } = options;
  const reduced = reduction === "auto" ? "mean" : reduction;
  checkReduction(where, reduced);
  return { reduction: reduced };
}

export function readMultiGpuOptions(
  where: string,
  options: MultiGpuOptions,
): Required<MultiGpuOptions> & { readonly reduction: Reduction } {
  return { ...readLossOptions(where, options, ["multiGpu"]), multiGpu: options.multiGpu ?? false };
}

export function readMarginOptions(where: string, options: MarginOptions): { readonly reduction: Reduction; readonly minMargin: number } {
  return { ...readLossOptions(where, options, ["minMargin"]), minMargin: usableMargin(where, options.minMargin ?? 1) };
}

/** The options of an HKR loss, alpha as it was given. */
export function readHkrOptions(where: string, options: HkrOptions): Required<HkrOptions> & { readonly reduction: Reduction } {
  const { reduction } = readLossOptions(where, options, ["alpha", "minMargin", "multiGpu"]);
  const { alpha = 0, minMargin = 1, multiGpu = false } = options;
  return { alpha: usableAlpha(where, alpha), minMargin: usableMargin(where, minMargin), multiGpu, reduction };
}

/** @throws SurenetError `E_OPTION` when alpha is missing: it has no value that serves every problem */
export function readWeightedOptions(where: string, options: HkrOptions): Required<HkrOptions> & { readonly reduction: Reduction } {
  const { alpha, ...rest } = readHkrOptions(where, options);
  if (options.alpha === undefined)
    throw invalidOption({ where, option: "alpha", got: undefined, expected: "the weight of the hinge, a number in [0, 1]" });
  return { alpha: hingeWeight(alpha), ...rest };
}

/** The weight that a class uses: alpha in [0, 1], and a value outside as the ratio of hinge to KR. */
export function hingeWeight(alpha: number): number {
  return alpha >= 0 && alpha <= 1 ? alpha : alpha / (1 + alpha);
}

export function usableAlpha(where: string, alpha: number): number {
  if (Number.isFinite(alpha) && alpha !== -1) return alpha;
  throw invalidOption({ where, option: "alpha", got: alpha, expected: "a finite number other than -1" });
}

/** @throws SurenetError `E_OPTION`: a function's alpha is a weight, so it ends at 1 */
export function atMostOne(where: string, alpha: number): number {
  if (alpha <= 1) return alpha;
  throw invalidOption({ where, option: "alpha", got: alpha, expected: "a number up to 1" });
}

export function usableMargin(where: string, minMargin: number): number {
  if (minMargin >= 0 && minMargin < Infinity) return minMargin;
  throw invalidOption({ where, option: "minMargin", got: minMargin, expected: "a finite number >= 0" });
}
