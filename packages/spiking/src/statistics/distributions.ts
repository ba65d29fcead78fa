import { finite, notNegative, positive } from "../state/check-number.ts";
import { logErfc, logGamma } from "./special-functions.ts";

/** A distribution of one number, in float64. `density` is a probability where the support is counts. */
export interface Distribution {
  readonly mean: number;
  readonly variance: number;
  density(x: number): number;
  logDensity(x: number): number;
  /** The probability of at most x. */
  cumulative(x: number): number;
  logCumulative(x: number): number;
}

/**
 * Counts of a Poisson process: `p(k) = rate^k · exp(−rate) / k!`.
 *
 * @throws SurenetError `E_OPTION`
 * @example poisson(2).density(3) // 8 · exp(−2) / 6 = 0.180
 */
export function poisson(rate: number): Distribution {
  notNegative({ where: "poisson", option: "rate", got: rate });
  const logDensity = (k: number): number => {
    if (!Number.isInteger(k) || k < 0) return -Infinity;
    return (k === 0 ? 0 : k * Math.log(rate)) - rate - logGamma(k + 1);
  };
  const cumulative = (k: number): number => {
    let sum = 0;
    for (let i = 0; i <= k; i++) sum += Math.exp(logDensity(i));
    return Math.min(sum, 1);
  };
  return distribution({ mean: rate, variance: rate, logDensity, cumulative, logCumulative: (k) => Math.log(cumulative(k)) });
}

/**
 * The Gaussian of mean `mean` and deviation `std`; both tails keep their relative precision.
 *
 * @throws SurenetError `E_OPTION`
 * @example gaussian(0, 1).cumulative(1.96) // 0.975
 */
export function gaussian(mean: number, std: number): Distribution {
  finite({ where: "gaussian", option: "mean", got: mean });
  positive({ where: "gaussian", option: "std", got: std });
  const logCumulative = (x: number): number => logGaussianBelow((x - mean) / std);
  return distribution({
    mean,
    variance: std * std,
    logDensity: (x) => -(((x - mean) / std) ** 2) / 2 - Math.log(std * Math.sqrt(2 * Math.PI)),
    cumulative: (x) => Math.exp(logCumulative(x)),
    logCumulative,
  });
}

/**
 * exp of a Gaussian; `location` and `scale` are the mean and the deviation of its logarithm.
 *
 * @throws SurenetError `E_OPTION`
 * @example logNormal(0, 1).mean // exp(1/2) = 1.649
 */
export function logNormal(location: number, scale: number): Distribution {
  const logs = gaussian(location, scale);
  const mean = Math.exp(location + (scale * scale) / 2);
  const logCumulative = (x: number): number => (x > 0 ? logs.logCumulative(Math.log(x)) : -Infinity);
  return distribution({
    mean,
    variance: Math.expm1(scale * scale) * mean * mean,
    logDensity: (x) => (x > 0 ? logs.logDensity(Math.log(x)) - Math.log(x) : -Infinity),
    cumulative: (x) => Math.exp(logCumulative(x)),
    logCumulative,
  });
}

/**
 * The location and scale of the log-normal distribution with a given mean and variance.
 *
 * `scale² = log(1 + variance/mean²)`, `location = log(mean) − scale²/2`
 *
 * @throws SurenetError `E_OPTION` unless both are positive
 * @example logNormalParameters({ mean: Math.exp(0.5), variance: Math.E * (Math.E - 1) }) // location 0, scale 1
 */
export function logNormalParameters({ mean, variance }: { readonly mean: number; readonly variance: number }): {
  readonly location: number;
  readonly scale: number;
} {
  positive({ where: "logNormalParameters", option: "mean", got: mean });
  positive({ where: "logNormalParameters", option: "variance", got: variance });
  const square = Math.log1p(variance / (mean * mean));
  return { location: Math.log(mean) - square / 2, scale: Math.sqrt(square) };
}

function distribution(parts: Omit<Distribution, "density">): Distribution {
  return { ...parts, density: (x) => Math.exp(parts.logDensity(x)) };
}

/** log Φ(z) = log(erfc(−z/√2)/2), and near 1 by the other tail. */
function logGaussianBelow(z: number): number {
  if (z > 0) return Math.log1p(-Math.exp(logErfc(z / Math.SQRT2)) / 2);
  return logErfc(-z / Math.SQRT2) - Math.LN2;
}
