import { invalidOption } from "@surenet/tensor-backend";
import type { CovarianceShape, Parts } from "./covariance.ts";

const DEFAULT_SCALE = 0.05; // trains on images (Blundell et al. 2015 start between 0.002 and 0.05); the reference's start, the spread of the means, drowns the signal

/** The standard deviations that weight and bias start with. @throws SurenetError `E_OPTION` for one that is not positive */
export function initialScales(
  where: string,
  scale: number | "init" | undefined,
  { initialScales: own }: CovarianceShape,
): Required<Parts<number>> {
  if (scale === "init") return { bias: own.bias ?? 1, weight: own.weight };
  const value = scale ?? DEFAULT_SCALE;
  if (!(value > 0 && value < Infinity))
    throw invalidOption({ where, option: "scale", got: value, expected: 'a positive standard deviation or "init"' });
  return { bias: value, weight: value };
}

/** @throws SurenetError `E_OPTION` */
export function checkRank(where: string, option: string, rank: number): number {
  if (!(Number.isInteger(rank) && rank >= 1)) throw invalidOption({ where, option, got: rank, expected: "an integer, 1 or more" });
  return rank;
}
