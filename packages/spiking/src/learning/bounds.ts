import { type Tensor, cast, greater, mul, pow, relu, sub, tidy } from "@tensorflow/tfjs-core";
import { finite, positive } from "../state/check-number.ts";

/** What is left of an update near a limit of the parameter. */
export type HalfBound = (parameter: Tensor, update: Tensor) => Tensor;

/** What strengthens and what weakens, each held back near its limit, as one change. */
export type FullBound = (parameter: Tensor, strengthen: Tensor, weaken: Tensor) => Tensor;

export interface BoundOptions {
  readonly limit: number;
  /** 1 is the multiplicative bound; a fraction is 0 beyond the limit, where its power does not exist. */
  readonly power?: number;
  /** Divides the distance, so that updates far from the limit keep their size. */
  readonly range?: number;
}

/**
 * Strengthening fades towards a largest weight: `update · ((limit − w) / range)^power`.
 *
 * @example upperBound({ limit: 1 })(tensor([0.75]), tensor([0.4])) // [0.1]
 * @see van Rossum, Bi & Turrigiano 2000
 */
export function upperBound(options: BoundOptions): HalfBound {
  const scaled = powerOf("upperBound", options);
  return (parameter, update) => tidy(() => mul(update, scaled(sub(options.limit, parameter))));
}

/** Weakening fades towards a smallest weight: `update · ((w − limit) / range)^power`. */
export function lowerBound(options: BoundOptions): HalfBound {
  const scaled = powerOf("lowerBound", options);
  return (parameter, update) => tidy(() => mul(update, scaled(sub(parameter, options.limit))));
}

/** Strengthening stops at a largest weight. */
export function sharpUpperBound({ limit }: { readonly limit: number }): HalfBound {
  finite({ where: "sharpUpperBound", option: "limit", got: limit });
  return (parameter, update) => tidy(() => mul(update, cast(greater(limit, parameter), "float32")));
}

/** Weakening stops at a smallest weight. */
export function sharpLowerBound({ limit }: { readonly limit: number }): HalfBound {
  finite({ where: "sharpLowerBound", option: "limit", got: limit });
  return (parameter, update) => tidy(() => mul(update, cast(greater(parameter, limit), "float32")));
}

/** Both sides in one: `strengthen` under `upper`, `weaken` under `lower`; a missing side is unbounded. */
export function bothBounds({
  upper,
  lower,
}: {
  readonly upper?: HalfBound | undefined;
  readonly lower?: HalfBound | undefined;
}): FullBound {
  return (parameter, strengthen, weaken) =>
    tidy(() => sub(upper?.(parameter, strengthen) ?? strengthen, lower?.(parameter, weaken) ?? weaken));
}

function powerOf(where: string, { limit, power = 1, range = 1 }: BoundOptions): (distance: Tensor) => Tensor {
  finite({ where, option: "limit", got: limit });
  positive({ where, option: "power", got: power });
  positive({ where, option: "range", got: range });
  return (distance) => {
    const share = mul(distance, 1 / range);
    if (power === 1) return share;
    if (!Number.isInteger(power)) return pow(relu(share), power);
    return integerPower(share, power);
  };
}

/** Engines differ on powers of negative numbers. */
function integerPower(x: Tensor, power: number): Tensor {
  let product = x;
  for (let i = 1; i < power; i++) product = mul(product, x);
  return product;
}
