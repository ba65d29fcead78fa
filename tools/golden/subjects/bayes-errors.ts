import { type Tensor, fill, ones, tensor, zeros } from "@tensorflow/tfjs-core";
import * as losses from "@surenet/bayes-losses";
import { crossEntropy as torchCrossEntropy } from "@surenet/losses";
import { GaussianLinear, NeuralTangent, Sequential, bayesianMlp, fitTemperature, labelledRows } from "@surenet/bayes-nn";
import { Linear } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { sampledLosses, varianceReduced } from "./bayes-losses.ts";
import { covarianceSpec, gaussianLinear } from "./gaussian-layers.ts";

type Params = Readonly<Record<string, unknown>>;

/** The calls of the Bayesian error rows, in our words. */
export function bayesErrors(call: string, params: Params): (() => unknown) | undefined {
  if (varianceReduced[call] !== undefined) return () => varianceReducedCall(call, params);
  if (sampledLosses[call] !== undefined) return () => sampledCall(call, params);
  switch (call) {
    case "FocalLoss":
      return () => focalCall(params);
    case "FocalLoss.forward":
      return () => focalCall({ ...params, target: "right" });
    case "VariationalFreeEnergy":
      return () => new losses.VariationalFreeEnergy({ nll: new losses.CrossEntropyLoss(), ...params });
    case "VariationalFreeEnergy.forward":
      return () => freeEnergyCall(params);
    case "FactorizedCovariance":
      return () => gaussianLinear({ inFeatures: 3, outFeatures: 2, covariance: "factorized", rank: Number(params["rank"]) });
    case "KroneckerCovariance": {
      const covariance = { kind: "kronecker", inputRank: Number(params["inputRank"]) } as const;
      return () => new GaussianLinear(3, 2, { rng: createRng(0), covariance });
    }
    case "Linear":
      return () => gaussianLinear({ inFeatures: 3, outFeatures: 2, layerType: params["layerType"] as "output" });
    case "MLP":
      return () => bayesianMlp([2, 3, 1], { rng: createRng(0), covariance: [{ kind: "diagonal" }] });
    case "NeuralTangent.weightLrScale":
      return () => NeuralTangent.weightRate({ fanIn: 8, fanOut: 4, layerType: params["layerType"] as "input" }, "Adam");
    case "TemperatureScaler":
      return () => fitTemperature(labelledRows({ classes: 2, values: [0, 1], labels: [1] }), { loss: params["loss"] as "crossEntropy" });
    default:
      return undefined;
  }
}

function varianceReducedCall(call: string, { covariance, bias = true, outFeatures, layer, reduction }: Params): unknown {
  const loss = varianceReduced[call]?.({ ...(reduction !== undefined && { reduction }) });
  const outputs = Number(outFeatures ?? (call === "CrossEntropyLossVR" ? 3 : 1));
  const head = layer === undefined ? headOf(outputs, { covariance, bias }) : new Linear(3, outputs, { rng: createRng(0) });
  const target = call === "CrossEntropyLossVR" ? zeros([4], "int32") : zeros([4, outputs]);
  return loss?.forward(zeros([4, 3]), head as GaussianLinear, target);
}

function headOf(outFeatures: number, { covariance = "low_rank", bias }: Params): GaussianLinear {
  return gaussianLinear({ inFeatures: 3, outFeatures, bias: bias === true, covariance: String(covariance), rank: covariance === "low_rank" ? 2 : null, layerType: "output" }); // prettier-ignore
}

function sampledCall(call: string, { pred, target, targetDtype, weight, posWeight, extra, reduction }: Params): unknown {
  const options = { ...(reduction !== undefined && { reduction }), ...(posWeight !== undefined && { posWeight: ones([1]) }), ...(weight !== undefined && { weight: ones([weight === "batch" ? 4 : 1]) }) }; // prettier-ignore
  const loss = sampledLosses[call]?.(options);
  if (pred === undefined) return loss?.forward(fill(extra === 1 ? [2, 4] : [4], 0.5), ones([4]));
  const [from, to] = [pred as number[], target as number[]];
  const size = to.reduce((product, side) => product * side, 1);
  const targets = targetDtype === "int64" || targetDtype === undefined ? tensor(Int32Array.from({ length: size }, (_, i) => i % 3), to, "int32") : ones(to); // prettier-ignore
  return loss?.forward(predictions(call, from), oneOfTwo(call, { from, to, targets }));
}

/** The rows speak of numbers that are anything, so that some lie outside of [0, 1]. */
function predictions(call: string, shape: number[]): Tensor {
  return call === "BCELoss" ? fill(shape, 1.5) : zeros(shape);
}

/** The targets of binary losses are 0 and 1; class numbers go up to 2, which a row with two classes refuses. */
function oneOfTwo(call: string, { from, to, targets }: { from: number[]; to: number[]; targets: Tensor }): Tensor {
  const valid = to.length === 0 || (from.length === to.length && call === "MSELoss") || call === "BCEWithLogitsLoss";
  return valid && targets.dtype === "int32" ? zeros(to, "int32") : targets;
}

function focalCall({ task = "multiclass", target, weight, reduction }: Params): unknown {
  const options = { ...(reduction !== undefined && { reduction: reduction as "mean" }), ...(weight !== undefined && { weight: tensor(weight as number[]) }) }; // prettier-ignore
  const loss = new losses.FocalLoss(task as losses.FocalTask, options);
  if (target === undefined) return loss;
  const wrong = target !== "right";
  if (task === "binary") return loss.forward(zeros([4]), zeros([4], wrong ? "int32" : "float32"));
  return loss.forward(zeros([4, 3]), wrong ? zeros([4]) : zeros([4], "int32"));
}

function freeEnergyCall({ reduction, covariance = "diagonal", pred = [4, 3], target = [4], nll = "CrossEntropyLoss" }: Params): unknown {
  const shape = pred as number[];
  const outputs = shape.at(-1) ?? 1;
  const likelihood = sampledLosses[String(nll)]?.({}) ?? ((output: Tensor, y: Tensor) => torchCrossEntropy(output, y));
  const loss = new losses.VariationalFreeEnergy({ nll: likelihood, ...(reduction !== undefined && { reduction: reduction as "mean" }) });
  const kinds = Array.isArray(covariance) ? (covariance as (string | null)[]) : [covariance as string | null, covariance as string | null];
  const model = new Sequential(
    kinds.map((kind, i) => {
      const [, rank] = /^low_rank(\d)$/.exec(kind ?? "") ?? [];
      const spec = rank === undefined ? covarianceSpec(kind ?? "none") : covarianceSpec("low_rank", Number(rank));
      return new GaussianLinear(i === 0 ? 2 : 3, i === 0 ? 3 : outputs, { rng: createRng(i), covariance: spec });
    }),
  );
  const targets = nll === "MSELoss" ? zeros(target as number[]) : zeros(target as number[], "int32");
  return loss.forward(zeros(shape), targets, model);
}
