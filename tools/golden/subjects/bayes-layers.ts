import { type Tensor, concat, eye, matMul, relu, reshape, slice, stack, tensor, transpose, unstack } from "@tensorflow/tfjs-core";
import { VariationalFreeEnergy, CrossEntropyLoss } from "@surenet/bayes-losses";
import { GaussianLinear, type LayerType, type Parts, type ScaledOptimizer, fitTemperature, learningRateGroups, MaximalUpdate, NeuralTangent, readLabelledRows, Standard, type WidthScaling, type WidthScalingName } from "@surenet/bayes-nn"; // prettier-ignore
import { Sgd } from "@surenet/nn";
import type { CaseReader } from "../case-reader.ts";
import { type Got, snapshot } from "../compare.ts";
import { createRng } from "@surenet/tensor-backend";
import { covarianceSpec, gaussianLinear, loadParameters, lossWithGradients, ourPath, perceptron, swapped } from "./gaussian-layers.ts";

/** Means, samples for given noise, outputs, and the whole covariance. */
export function linear(golden: CaseReader): Record<string, Got> {
  const layer = layerOf(golden);
  loadParameters(golden, layer, golden.inputNames());
  layer.eval();
  const x = golden.input("x");
  const mean = snapshot(layer.forward(x));
  const effectiveRank = golden.param<number>("effectiveRank");
  if (effectiveRank === undefined) return { mean };
  layer.train(); // the reference's draws are not divided by the temperature either
  const { covariance } = layer.gaussian;
  if (covariance === undefined || covariance.rank !== effectiveRank) throw new Error("the rank differs");
  const draws = layer.gaussian.sample({ eps: ourNoise(golden.input("eps"), layer) });
  const perSample = (inputs: readonly Tensor[]): Tensor => stack(inputs.map((input, s) => layer.withParameters(input, partsOf(draws, s))));
  const samples = draws.weight.shape[0] ?? 1;
  return {
    mean,
    ...(draws.bias && { "sample.bias": snapshot(draws.bias) }),
    "sample.weight": snapshot(transpose(draws.weight, [0, 2, 1])),
    out: snapshot(perSample(Array.from({ length: samples }, () => x))),
    outSamplesIn: snapshot(perSample(unstack(golden.input("xs")))),
    dense: snapshot(dense(layer)),
  };
}

function layerOf(golden: CaseReader): GaussianLinear {
  return gaussianLinear({
    inFeatures: golden.param<number>("inFeatures") ?? NaN,
    outFeatures: golden.param<number>("outFeatures") ?? NaN,
    bias: golden.param<boolean>("bias") ?? true,
    layerType: golden.param<LayerType>("layerType") ?? "hidden",
    covariance: golden.param<string>("covariance") ?? "none",
    rank: golden.param<number>("rank") ?? null,
  });
}

function partsOf(draws: Parts<Tensor>, sample: number): Parts<Tensor> {
  const [bias, weight] = [draws.bias && unstack(draws.bias)[sample], unstack(draws.weight)[sample]];
  return { ...(bias && { bias }), weight: weight ?? draws.weight };
}

/** The reference's noise has the weight's numbers row by row, outputs first; ours has them in the weight's own order. The other covariances have no order of their own. */
function ourNoise(eps: Tensor, layer: GaussianLinear): Tensor {
  if (layer.gaussian.covariance?.independent !== true) return eps;
  const [samples = 1, size = 0] = eps.shape;
  const own = layer.gaussian.mean.bias?.variable.size ?? 0;
  const weight = reshape(slice(eps, [0, own], [samples, size - own]), [samples, layer.outFeatures, layer.inFeatures]);
  return concat([slice(eps, [0, 0], [samples, own]), reshape(transpose(weight, [0, 2, 1]), [samples, -1])], 1);
}

/** `S Sᵀ` over bias and weight, the weight row by row, outputs first. */
function dense(layer: GaussianLinear): Tensor {
  const rank = layer.gaussian.covariance?.rank ?? 0;
  const { bias, weight } = layer.gaussian.deviation({ eps: eye(rank) as Tensor }); // the columns of S
  const columns = concat([...(bias ? [bias] : []), reshape(transpose(weight, [0, 2, 1]), [rank, -1])], 1);
  return matMul(columns, columns, true);
}

/** What a covariance starts as, and the learning rates of its parameters. */
export function covariances(golden: CaseReader): Record<string, Got> {
  golden.param("deterministic");
  const layer = initialLayer(golden);
  if (golden.hasParam("optimizer")) return { lrs: rates(golden, layer) };
  const { covariance } = layer.gaussian;
  const factors = layer.namedParameters().filter(([name]) => name.includes(".cov."));
  return {
    effectiveRank: covariance?.rank ?? NaN,
    ...Object.fromEntries(factors.map(([name, { variable }]) => [name.replace("params.", ""), snapshot(swapped(name, variable))])),
    dense: snapshot(dense(layer)),
  };
}

function initialLayer(golden: CaseReader): GaussianLinear {
  const covariance = golden.param<string>("covariance") ?? "none";
  const rank = golden.param<number>("rank") ?? (covariance === "low_rank" ? RATES_RANK : null);
  const spec = covarianceSpec(covariance, rank);
  return new GaussianLinear(golden.param<number>("inFeatures") ?? NaN, golden.param<number>("outFeatures") ?? NaN, {
    rng: createRng(0),
    layerType: golden.param<LayerType>("layerType") ?? "hidden",
    parametrisation: golden.param<WidthScalingName>("parametrization") ?? "MaximalUpdate",
    covariance: spec && { ...spec, scale: "init" },
  });
}

const RATES_RANK = 2; // of the low-rank covariances in the rows of learning rates, which do not say it

function rates(golden: CaseReader, layer: GaussianLinear): Got {
  const learningRate = golden.param<number>("lr") ?? NaN;
  const groups = learningRateGroups(layer, { learningRate, optimizer: golden.param<ScaledOptimizer>("optimizer") ?? "SGD" });
  const known = new Map(layer.namedParameters());
  const values = (golden.param<string[]>("names") ?? []).map((name) => {
    const parameter = known.get(ourPath(name));
    return groups.find(({ parameters }) => parameter !== undefined && parameters(name, parameter))?.learningRate ?? NaN;
  });
  return { shape: [values.length], values };
}

const SCALINGS: Readonly<Record<string, WidthScaling>> = { MaximalUpdate, NeuralTangent, Standard };

export function parametrisations(golden: CaseReader): Record<string, Got> {
  const scaling = SCALINGS[golden.param<string>("parametrization") ?? ""];
  if (scaling === undefined) throw new Error("the runner does not know the parametrisation");
  const [fanIn, fanOut] = [golden.param<number>("fanIn") ?? NaN, golden.param<number>("fanOut") ?? NaN];
  const got: Record<string, Got> = {};
  for (const layerType of ["input", "hidden", "output"] as const) {
    const fans = { fanIn, fanOut, layerType };
    got[`${layerType}.weightInit`] = scaling.weightInit(fans);
    got[`${layerType}.biasInit`] = scaling.biasInit(fans);
    for (const optimizer of ["SGD", "Adam"] as const) {
      got[`${layerType}.biasLr.${optimizer}`] = scaling.biasRate(fans, optimizer);
      if (scaling !== NeuralTangent || optimizer === "SGD") got[`${layerType}.weightLr.${optimizer}`] = scaling.weightRate(fans, optimizer);
    }
  }
  return got;
}

/** Some steps of gradient descent on the negative evidence lower bound, for given noise. */
export function elboTraining(golden: CaseReader): Record<string, Got> {
  const samples = golden.param<number>("samples") ?? 1;
  const model = perceptron(golden, golden.param("covariance") === "low_rank" ? 2 : undefined);
  const parameters = loadParameters(golden, model, golden.inputNames());
  const loss = new VariationalFreeEnergy({ nll: new CrossEntropyLoss(), klWeight: golden.param<number>("klWeight") ?? 0 });
  const optimizer = new Sgd({ learningRate: golden.param<number>("lr") ?? NaN }).attach(model);
  const layers = model.namedModules().flatMap(([, layer]) => ("gaussian" in layer ? [layer as GaussianLinear] : []));
  const [x, y] = [golden.input("x"), golden.input("y")];
  const owners = new Map(model.parameters().map((parameter) => [parameter.variable, parameter]));
  const losses: number[] = [];
  for (let step = 0; step < (golden.param<number>("steps") ?? 0); step++) {
    const noise = layers.map((layer, i) => ourNoise(golden.input(`eps.${step}.${i}`), layer));
    const forward = (): Tensor => {
      const draws = layers.map((layer, i) => layer.gaussian.sample({ eps: noise[i] ?? x }));
      const one = (_: unknown, s: number): Tensor =>
        layers.reduce((h, layer, i) => layer.withParameters(i === 0 ? h : relu(h), partsOf(draws[i] ?? { weight: x }, s)), x);
      return stack(Array.from({ length: samples }, one));
    };
    const got = lossWithGradients(() => loss.forward(forward(), y, model), {}, parameters);
    losses.push(...(got["loss"] as { values: readonly number[] }).values);
    const gradients = [...parameters].flatMap(([name, variable]) => {
      const [gradient, owner] = [got[`grad.${name}`] as { shape: number[]; values: number[] }, owners.get(variable)];
      return owner === undefined ? [] : [[owner, swapped(name, tensor(gradient.values, gradient.shape))] as const];
    });
    optimizer.step(new Map(gradients));
  }
  const final = [...parameters].map(([name, variable]): [string, Got] => [`final.${name}`, snapshot(swapped(name, variable))]);
  model.dispose();
  return { losses: { shape: [losses.length], values: losses }, ...Object.fromEntries(final) };
}

/** The temperature that fits the outputs of a network of points, and the likelihood that it leaves. */
export async function temperatureScaler(golden: CaseReader): Promise<Record<string, Got>> {
  golden.param("lr"); // ours needs no step size: it bisects the derivative, which is monotone
  golden.param("maxIter");
  const model = perceptron(golden);
  loadParameters(golden, model, golden.inputNames());
  model.eval();
  const outputs = model.forward(golden.input("x"));
  const binary = typeof golden.param("outSize") !== "number"; // [] is one output without an axis
  const { temperature, nll } = fitTemperature(await readLabelledRows(outputs, golden.input("y")), {
    loss: binary ? "bceWithLogits" : "crossEntropy",
  });
  return { temperature: { shape: [1], values: [temperature] }, nllAfter: nll };
}
