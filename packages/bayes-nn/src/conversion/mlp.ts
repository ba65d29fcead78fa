import { type Module, ReLU } from "@surenet/nn";
import { type Rng, checkOptions, invalidOption } from "@surenet/tensor-backend";
import type { CovarianceSpec } from "../covariance/covariance.ts";
import { GaussianLinear } from "../layers/gaussian-linear.ts";
import { Sequential, type SequentialOptions } from "../layers/sequential.ts";
import type { WidthScalingName } from "../parametrisation/parametrisation.ts";

export interface BayesianMlpOptions extends SequentialOptions {
  readonly rng: Rng;
  /** For all layers, or one for each. */
  readonly covariance?: CovarianceSpec | null | readonly (CovarianceSpec | null)[];
  /** Default `"Standard"`: one learning rate for all layers. */
  readonly parametrisation?: WidthScalingName;
}

/**
 * A multilayer perceptron of Gaussian layers with ReLUs between them; weights start normal with variance `2 / inputs`.
 *
 * @param sizes inputs, hidden units, outputs
 * @throws SurenetError `E_OPTION` for fewer than two sizes, or another number of covariances than layers
 * @see He et al. 2015 for the initial weights
 * @example bayesianMlp([784, 256, 10], { rng, covariance: { kind: "diagonal", scale: 0.05 } })
 */
export function bayesianMlp(sizes: readonly number[], options: BayesianMlpOptions): Sequential {
  const where = "bayesianMlp";
  checkOptions(where, options, ["rng", "covariance", "parametrisation", "samples", "features"]);
  const { rng, covariance, parametrisation = "Standard", ...rest } = options;
  const count = sizes.length - 1;
  if (count < 1) throw invalidOption({ where, option: "sizes", got: sizes, expected: "at least inputs and outputs" });
  if (isList(covariance) && covariance.length !== count)
    throw invalidOption({ where, option: "covariance", got: covariance.length, expected: `one for all, or ${count}` });
  const layers = sizes.slice(1).flatMap((outputs, i): Module[] => {
    const spec = isList(covariance) ? covariance[i] : covariance;
    const layerType = i === count - 1 ? "output" : i === 0 ? "input" : "hidden";
    const own = { rng: rng.fork(`layer-${i}`), parametrisation, layerType, gain: parametrisation === "Standard" ? Math.SQRT2 : 1 } as const;
    const layer = new GaussianLinear(sizes[i] ?? 0, outputs, { ...own, ...(spec !== undefined && { covariance: spec }) });
    return i === 0 ? [layer] : [new ReLU(), layer];
  });
  return new Sequential(layers, rest);
}

function isList(value: BayesianMlpOptions["covariance"]): value is readonly (CovarianceSpec | null)[] {
  return Array.isArray(value);
}
