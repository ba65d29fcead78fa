import type { Module, ParameterGroup } from "@surenet/nn";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { GaussianLayer } from "../layers/gaussian-layer.ts";
import { type ScaledOptimizer, widthScaling } from "./parametrisation.ts";

export interface LearningRateOptions {
  /** The rate at width one, which the scales multiply. */
  readonly learningRate: number;
  readonly optimizer: ScaledOptimizer;
}

/**
 * The learning rates of a model's Gaussian layers, by their parametrisation; a covariance's factor has its mean's rate divided by its rank.
 *
 * @returns groups for the optimisers of @surenet/nn; other parameters are in none
 * @throws SurenetError `E_OPTION`; `E_UNSUPPORTED` for NeuralTangent with Adam
 * @see Yang et al. 2022, table 3
 * @example new Adam({ learningRate: 1e-2, groups: learningRateGroups(model, { learningRate: 1e-2, optimizer: "Adam" }) })
 */
export function learningRateGroups(model: Module, options: LearningRateOptions): ParameterGroup[] {
  const where = "learningRateGroups";
  checkOptions(where, options, ["learningRate", "optimizer"]);
  const { learningRate, optimizer } = options;
  if (optimizer !== "SGD" && optimizer !== "Adam")
    throw invalidOption({ where, option: "optimizer", got: optimizer, expected: '"SGD" or "Adam"' });
  return model.namedModules().flatMap(([, layer]) => (layer instanceof GaussianLayer ? ratesOf(layer, learningRate, optimizer) : []));
}

function ratesOf(layer: GaussianLayer, base: number, optimizer: ScaledOptimizer): ParameterGroup[] {
  const scaling = widthScaling("learningRateGroups", layer.parametrisation);
  const rates: Readonly<Record<string, number>> = {
    bias: base * scaling.biasRate(layer.fans, optimizer),
    weight: base * scaling.weightRate(layer.fans, optimizer),
  };
  const { covariance } = layer.gaussian;
  return layer.namedParameters().map(([path, parameter]) => {
    const names = path.split("."); // params.weight, params.cov.scale.weight, params.cov.outputFactor
    const own = rates[names.at(-1) ?? ""] ?? base;
    const divisor = names[1] === "cov" ? (covariance?.learningRateDivisors[names[2] ?? ""] ?? 1) : 1;
    return { parameters: (_, other) => other === parameter, learningRate: own / divisor };
  });
}
