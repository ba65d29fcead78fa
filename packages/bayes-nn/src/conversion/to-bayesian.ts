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
import type { IvonPosterior } from "../optim/ivon.ts";
import type { Sampling } from "../sampling/draw.ts";

export interface ToBayesianOptions {
  readonly rng: Rng;
  /** By default independent parameters with a standard deviation of 0.05. */
  readonly covariance?: CovarianceSpec;
  /** Standard deviations that start at this share of each weight's size (MOPED), in place of the covariance's own start; for diagonal covariances. */
  readonly relativeScale?: number;
  /** Means and deviations by the paths of the model's parameters, such as `Ivon` gives them; for diagonal covariances. */
  readonly posterior?: Readonly<Record<string, IvonPosterior>>;
  /** `"all"` (default), or `"last"`: the others stay layers of points. */
  readonly layers?: "all" | "last";
  readonly sampling?: Sampling;
  /** Classes of layers besides those of @surenet/nn. */
  readonly types?: readonly ModuleType[];
}

const SMALLEST = 1e-6; // a weight of size 0 still gets a standard deviation

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
  checkOptions(where, options, ["rng", "covariance", "relativeScale", "posterior", "layers", "sampling", "types"]);
  const { relativeScale, posterior, covariance = { kind: "diagonal" }, layers = "all" } = options;
  if (layers !== "all" && layers !== "last") throw invalidOption({ where, option: "layers", got: layers, expected: '"all" or "last"' });
  if (relativeScale !== undefined && !(relativeScale > 0 && relativeScale < Infinity))
    throw invalidOption({ where, option: "relativeScale", got: relativeScale, expected: "a positive number" });
  if ((relativeScale !== undefined || posterior !== undefined) && covariance.kind !== "diagonal")
    throw unsupported({ where, problem: `a deviation belongs to one weight, and ${covariance.kind} covariances share theirs`, fix: 'Use covariance: { kind: "diagonal" }.' }); // prettier-ignore
  const named = model.namedModules().flatMap(([path, layer]): [string, Linear | Conv2d][] => (layer instanceof Linear || layer instanceof Conv2d ? [[path, layer]] : [])); // prettier-ignore
  const found = named.map(([, layer]) => layer);
  const paths = new Map(named.map(([path, layer]) => [layer, path]));
  if (found.length === 0) throw unsupported({ where, problem: "the model has no Linear or Conv2d to convert" });
  const chosen = layers === "all" ? found : found.slice(-1);
  const converted = convert(model, { ...options, covariance, chosen, paths });
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
  readonly paths: ReadonlyMap<Linear | Conv2d, string>;
}

function convert(module: Module, conversion: Conversion): Module {
  if (module instanceof PlainSequential) return new Sequential(module.layers.map((layer) => convert(layer, conversion)));
  if (module instanceof PlainResidual) return new Residual(convert(module.body, conversion));
  if ((module instanceof Linear || module instanceof Conv2d) && conversion.chosen.includes(module)) return gaussian(module, conversion);
  const copy = buildModule(module.toJSON(), [...nnModules, ...(conversion.types ?? [])]);
  copy.loadStateDict(module.stateDict());
  return copy;
}

function gaussian(
  layer: Linear | Conv2d,
  { rng, covariance, relativeScale, posterior, sampling, chosen, paths }: Conversion,
): GaussianLayer {
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
    const path = [paths.get(layer), name].filter(Boolean).join(".");
    const known = posterior?.[path];
    if (posterior !== undefined && known === undefined)
      throw invalidOption({ where: "toBayesian", option: "posterior", got: Object.keys(posterior), expected: `one with ${path}` });
    tidy(() => {
      const means = known?.mean ?? from.value;
      to.assign(means);
      if (!(own instanceof DiagonalCovariance)) return;
      if (known !== undefined) setScale(own, name, known.deviation);
      else if (relativeScale !== undefined) setScale(own, name, mul(abs(means), relativeScale));
    });
  }
  return made;
}

function gaussianConvolution(layer: Conv2d, options: GaussianOptions): GaussianConv2d {
  const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups } = layer;
  if (groups !== 1) throw unsupported({ where: "toBayesian", problem: `a convolution has ${groups} groups`, expected: "1" });
  return new GaussianConv2d(inChannels, outChannels, { ...options, kernelSize, stride, padding, dilation });
}

/** In the covariance's own parametrisation; runs in a tidy. */
function setScale(covariance: DiagonalCovariance, name: "bias" | "weight", deviations: Tensor): void {
  const scale = maximum(deviations, fill(deviations.shape, SMALLEST));
  covariance.parameters.scale[name]?.assign(covariance.spec.learn === "signed" ? scale : log(scale));
}
