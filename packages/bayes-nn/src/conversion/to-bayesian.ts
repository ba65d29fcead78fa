import { type Tensor, abs, fill, log, maximum, mul, tidy } from "@tensorflow/tfjs-core";
import { Conv2d, Linear, type Module, type ModuleType, type Parameter, Residual as PlainResidual, Sequential as PlainSequential, buildModule, nnModules } from "@surenet/nn"; // prettier-ignore
import { type Rng, checkOptions, invalidOption, unsupported } from "@surenet/tensor-backend";
import type { CovarianceSpec } from "../covariance/covariance.ts";
import { DiagonalCovariance } from "../covariance/diagonal.ts";
import { GaussianConv2d } from "../layers/gaussian-conv2d.ts";
import type { GaussianLayer, GaussianOptions } from "../layers/gaussian-layer.ts";
import { GaussianLinear } from "../layers/gaussian-linear.ts";
import { Residual } from "../layers/residual.ts";
import { Sequential } from "../layers/sequential.ts";
import type { LayerType } from "../parametrisation/parametrisation.ts";
import type { Sampling } from "../sampling/draw.ts";

export interface ToBayesianOptions {
  readonly rng: Rng;
  /** By default independent parameters with a standard deviation of 0.05. */
  readonly covariance?: CovarianceSpec;
  /** Standard deviations that start at this share of each weight's size (MOPED), in place of the covariance's own start; for diagonal covariances. */
  readonly relativeScale?: number;
  /** `"all"` (default), or `"last"`: the others stay layers of points. */
  readonly layers?: "all" | "last";
  readonly sampling?: Sampling;
  /** Classes of layers besides those of @surenet/nn. */
  readonly types?: readonly ModuleType[];
}

const SMALLEST = 1e-4; // a weight of size 0 still gets a standard deviation

/**
 * A trained network with Gaussians in place of its weights, whose means are those weights: it predicts the same until it is trained on.
 *
 * `Linear` and `Conv2d` become Gaussian layers, `Sequential` and `Residual` carry samples, all other layers are copied. With `relativeScale: δ` the standard
 * deviations start at `δ |w|`, and {@link weightsOf} gives the means to centre the prior on: the MOPED initialisation.
 *
 * @param model borrowed; the result has tensors of its own
 * @throws SurenetError `E_OPTION`; `E_UNSUPPORTED` for a grouped convolution or a relative scale with another covariance
 * @see Krishnan, Subedar & Tickoo 2020, section 3
 * @example const model = toBayesian(trained, { rng, relativeScale: 0.1 });
 */
export function toBayesian(model: Module, options: ToBayesianOptions): Sequential {
  const where = "toBayesian";
  checkOptions(where, options, ["rng", "covariance", "relativeScale", "layers", "sampling", "types"]);
  const { relativeScale, covariance = { kind: "diagonal" }, layers = "all" } = options;
  if (layers !== "all" && layers !== "last") throw invalidOption({ where, option: "layers", got: layers, expected: '"all" or "last"' });
  if (relativeScale !== undefined && !(relativeScale > 0 && relativeScale < Infinity))
    throw invalidOption({ where, option: "relativeScale", got: relativeScale, expected: "a positive number" });
  if (relativeScale !== undefined && covariance.kind !== "diagonal")
    throw unsupported({ where, problem: `a relative scale belongs to one weight, and ${covariance.kind} covariances share theirs`, fix: 'Use covariance: { kind: "diagonal" }.' }); // prettier-ignore
  const found = model.namedModules().flatMap(([, layer]) => (layer instanceof Linear || layer instanceof Conv2d ? [layer] : []));
  if (found.length === 0) throw unsupported({ where, problem: "the model has no Linear or Conv2d to convert" });
  const chosen = layers === "all" ? found : found.slice(-1);
  const converted = convert(model, { ...options, covariance, chosen });
  return (converted instanceof Sequential ? converted : new Sequential([converted])).train(model.training);
}

/**
 * Copies of a model's Gaussian means by their paths, which the receiver owns: a prior centred on them, or what training moved them from.
 *
 * @example new VariationalFreeEnergy({ nll, priorLoc: weightsOf(model), datasetSize })
 */
export function weightsOf(model: Module): Record<string, Tensor> {
  const means = model.namedParameters().filter(([path]) => /(^|\.)params\.(weight|bias)$/.test(path));
  return Object.fromEntries(means.map(([path, { variable }]) => [path, variable.clone()]));
}

interface Conversion extends ToBayesianOptions {
  readonly covariance: CovarianceSpec;
  readonly chosen: readonly (Linear | Conv2d)[];
}

function convert(module: Module, conversion: Conversion): Module {
  if (module instanceof PlainSequential) return new Sequential(module.layers.map((layer) => convert(layer, conversion)));
  if (module instanceof PlainResidual) return new Residual(convert(module.body, conversion));
  if ((module instanceof Linear || module instanceof Conv2d) && conversion.chosen.includes(module)) return gaussian(module, conversion);
  const copy = buildModule(module.toJSON(), [...nnModules, ...(conversion.types ?? [])]);
  copy.loadStateDict(module.stateDict());
  return copy;
}

function gaussian(layer: Linear | Conv2d, { rng, covariance, relativeScale, sampling, chosen }: Conversion): GaussianLayer {
  const place = chosen.indexOf(layer);
  const layerType: LayerType = place === chosen.length - 1 ? "output" : place === 0 ? "input" : "hidden";
  const options: GaussianOptions = {
    rng: rng.fork(`layer-${place}`),
    bias: layer.bias !== undefined,
    covariance,
    layerType,
    parametrisation: "Standard",
    ...(sampling && { sampling }),
  };
  const made =
    layer instanceof Linear ? new GaussianLinear(layer.inFeatures, layer.outFeatures, options) : gaussianConvolution(layer, options);
  const { mean, covariance: own } = made.gaussian;
  const pairs: [Parameter | undefined, Parameter | undefined, "bias" | "weight"][] = [
    [layer.weight, mean.weight, "weight"],
    [layer.bias, mean.bias, "bias"],
  ];
  for (const [from, to, name] of pairs) {
    if (from === undefined || to === undefined) continue;
    to.assign(from.value);
    if (relativeScale !== undefined && own instanceof DiagonalCovariance) setScale(own, name, { means: from.value, share: relativeScale });
  }
  return made;
}

function gaussianConvolution(layer: Conv2d, options: GaussianOptions): GaussianConv2d {
  const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups } = layer;
  if (groups !== 1) throw unsupported({ where: "toBayesian", problem: `a convolution has ${groups} groups`, expected: "1" });
  return new GaussianConv2d(inChannels, outChannels, { ...options, kernelSize, stride, padding, dilation });
}

/** `δ |w|`, in the covariance's own parametrisation. */
function setScale(covariance: DiagonalCovariance, name: "bias" | "weight", { means, share }: { means: Tensor; share: number }): void {
  const parameter = covariance.parameters.scale[name];
  if (parameter === undefined) return;
  tidy(() => {
    const scale = maximum(mul(abs(means), share), fill(means.shape, SMALLEST));
    parameter.assign(covariance.spec.learn === "signed" ? scale : log(scale));
  });
}
