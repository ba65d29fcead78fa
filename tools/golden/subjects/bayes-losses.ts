import { type Tensor, type Variable, concat, fill, reshape, slice } from "@tensorflow/tfjs-core";
import * as losses from "@surenet/bayes-losses";
import { GaussianParameter } from "@surenet/bayes-nn";
import type { CaseReader } from "../case-reader.ts";
import { type Got, snapshot } from "../compare.ts";
import { gaussianLinear, loadParameters, lossWithGradients, ourPath, perceptron, perceptronOf, swapped } from "./gaussian-layers.ts";

/** The wrapped losses, by the reference's name. */
export const sampledLosses: Readonly<Record<string, (options: object) => losses.SampledLoss>> = {
  BCELoss: (options) => new losses.BCELoss(options),
  BCEWithLogitsLoss: (options) => new losses.BCEWithLogitsLoss(options),
  CrossEntropyLoss: (options) => new losses.CrossEntropyLoss(options),
  L1Loss: (options) => new losses.L1Loss(options),
  MSELoss: (options) => new losses.MSELoss(options),
  NLLLoss: (options) => new losses.NLLLoss(options),
};

export const varianceReduced: Readonly<Record<string, (options: object) => losses.VarianceReducedLoss>> = {
  BCEWithLogitsLossVR: (options) => new losses.BCEWithLogitsLossVR(options),
  CrossEntropyLossVR: (options) => new losses.CrossEntropyLossVR(options),
  MSELossVR: (options) => new losses.MSELossVR(options),
};

export function wrappedLosses(golden: CaseReader): Record<string, Got> {
  const make = sampledLosses[golden.param<string>("loss") ?? ""];
  if (make === undefined) throw new Error("the runner does not know the loss");
  const options = golden.options(["reduction", "label_smoothing", "ignore_index"]);
  return lossOf(golden, make({ ...options, ...(golden.has("weight") && { weight: golden.input("weight") }) }));
}

export function focalLoss(golden: CaseReader): Record<string, Got> {
  const options = golden.options(["gamma", "numClasses", "reduction"]);
  const weight = golden.has("weight") ? { weight: golden.input("weight") } : {};
  return lossOf(golden, new losses.FocalLoss(golden.param("task") ?? "binary", { ...options, ...weight }));
}

function lossOf(golden: CaseReader, loss: losses.SampledLoss): Record<string, Got> {
  const target = golden.input("target");
  return lossWithGradients(([pred]) => loss.forward(pred as Tensor, target), { pred: golden.input("pred") }, new Map());
}

export function varianceReducedLoss(golden: CaseReader): Record<string, Got> {
  golden.param("computedFrom");
  const make = varianceReduced[golden.param<string>("loss") ?? ""];
  if (make === undefined) throw new Error("the runner does not know the loss");
  const ranks = [golden.param<number>("inputRank"), golden.param<number>("outputRank")].filter((rank) => typeof rank === "number");
  const covariance = golden.param<string>("covariance") ?? "none";
  const stored = golden.inputNames();
  const layer = gaussianLinear({
    inFeatures: golden.param<number>("inFeatures") ?? NaN,
    outFeatures: golden.param<number>("outFeatures") ?? NaN,
    bias: golden.param<boolean>("bias") ?? true,
    layerType: "output",
    covariance,
    rank: ranks.length > 0 ? ranks : (golden.param<number>("rank") ?? factorRank(golden)),
  });
  const parameters = loadParameters(golden, layer, stored);
  const temperature = golden.param<number>("temperature");
  if (temperature !== undefined) setTemperature(layer, temperature);
  layer.train(golden.param<boolean>("training") ?? true);
  const loss = make(golden.options(["reduction"]));
  const target = golden.input("target");
  const input = golden.input("input");
  const got = lossWithGradients(([x]) => loss.forward(x as Tensor, layer, target), { input }, parameters);
  return { ...got, variance: snapshot(layer.moments(input).variance) };
}

/** Columns of a stored factor, where the params do not say. */
function factorRank(golden: CaseReader): number | null {
  return golden.has("p.params.cov.factor.weight") ? (golden.input("p.params.cov.factor.weight").shape[2] ?? null) : null;
}

function setTemperature(layer: ReturnType<typeof gaussianLinear>, temperature: number): void {
  if (layer.temperature === undefined) throw new Error("the layer has no temperature");
  layer.temperature.assign(fill([], temperature));
}

export function freeEnergy(golden: CaseReader): Record<string, Got> {
  if (golden.hasParam("fn")) return { out: divergences(golden) };
  golden.param("meanOrder"); // the order of the flat priors, which is ours
  golden.param("covOrder");
  golden.param("samples"); // how the predictions were made; the inputs hold them
  const names = golden.inputNames();
  const documented = golden.param("computedFrom") !== undefined;
  const model = documented ? perceptronOf(sizesOf(golden), "diagonal") : perceptron(golden);
  const parameters = loadParameters(golden, model, names);
  const loss = new losses.VariationalFreeEnergy({
    nll: likelihood(golden.param<string>("nll") ?? ""),
    klWeight: golden.param<number | null>("klWeight") ?? null,
    reduction: golden.param<"mean" | "sum">("reduction") ?? "mean",
    ...(golden.has("priorLoc") && { priorLoc: priorByPath(golden.input("priorLoc"), parameters) }),
    ...(golden.has("priorScale") && { priorScale: priorByPath(golden.input("priorScale"), parameters) }),
  });
  const target = golden.input("target");
  const pred = golden.input("pred");
  const got = lossWithGradients(([x]) => loss.forward(x as Tensor, target, model), { pred }, parameters);
  const { nll, kl } = loss.terms(pred, target, model);
  const numelMeanParameters = [...parameters].filter(([name]) => !name.includes("cov.")).reduce((total, [, { size }]) => total + size, 0);
  return { ...got, nll: snapshot(nll), kl: snapshot(kl), klWeight: loss.weightOf(model), numelMeanParameters };
}

/** Inputs, hidden units and outputs, by the stored weights, whose outputs are first. */
function sizesOf(golden: CaseReader): number[] {
  const [hidden = 1, inputs = 1] = golden.input("p.0.params.weight").shape;
  return [inputs, hidden, golden.input("p.2.params.weight").shape[0] ?? 1];
}

function likelihood(name: string): losses.SampledLoss {
  const short: Readonly<Record<string, string>> = { ce: "CrossEntropyLoss", torch_ce: "CrossEntropyLoss", nll: "NLLLoss", bce: "BCEWithLogitsLoss", mse: "MSELoss" }; // prettier-ignore
  const make = sampledLosses[short[name] ?? name];
  if (make === undefined) throw new Error(`the runner does not know the likelihood ${name}`);
  return make({});
}

/** A flat prior, a bias before its weight and a weight row by row, as tensors by our paths. */
function priorByPath(flat: Tensor, parameters: ReadonlyMap<string, Variable>): Record<string, Tensor> {
  const means = [...parameters].filter(([name]) => !name.includes("cov.")).sort(([a], [b]) => (a < b ? -1 : 1)); // 0.params.bias, 0.params.weight, 2...
  let from = 0;
  const parts = means.map(([name, { shape, size }]): [string, Tensor] => {
    const theirs = shape.length === 2 ? shape.toReversed() : shape;
    const part = reshape(slice(flat, [from], [size]), theirs);
    from += size;
    return [ourPath(name), swapped(name, part)];
  });
  return Object.fromEntries(parts);
}

/** Each of the six divergences by a Gaussian parameter of its own. */
function divergences(golden: CaseReader): Tensor {
  golden.param("fn");
  golden.param("eps"); // ours has the same, VARIANCE_FLOOR
  const [locP, scaleP, locQ, scaleQ] = ["locP", "scaleP", "locQ", "scaleQ"].map((name) => Array.from(golden.input(name).dataSync())) as [number[], number[], number[], number[]]; // prettier-ignore
  const each = locP.map((loc, i) => {
    const gaussian = new GaussianParameter({ weight: fill([1, 1], loc) }, { covariance: { kind: "diagonal", learn: "signed" }, initialScales: { weight: 1 } }); // prettier-ignore
    const [scale] = Object.values(gaussian.covariance?.parameters ?? {});
    if (scale !== undefined && "weight" in scale) scale.weight.assign(fill([1, 1], scaleP[i] ?? NaN));
    return gaussian.kl({ loc: { weight: locQ[i] ?? NaN }, scale: { weight: scaleQ[i] ?? NaN } });
  });
  return concat(each.map((value) => reshape(value, [1])));
}
