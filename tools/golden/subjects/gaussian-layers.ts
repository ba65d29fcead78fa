import { type Scalar, type Tensor, type Variable, sum, transpose, variable, variableGrads } from "@tensorflow/tfjs-core";
import {
  type CovarianceSpec,
  GaussianLinear,
  type GaussianOptions,
  type LayerType,
  Sequential,
  type WidthScalingName,
} from "@surenet/bayes-nn";
import { type Module, ReLU, forwardPass } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import type { CaseReader } from "../case-reader.ts";
import { type Got, type Snapshot, snapshot } from "../compare.ts";

/** A layer as the vectors describe it. */
export interface LayerParams {
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly bias?: boolean;
  readonly layerType?: LayerType;
  readonly covariance?: string;
  readonly rank?: number | readonly number[] | null;
  readonly parametrisation?: WidthScalingName;
}

export function gaussianLinear({ inFeatures, outFeatures, covariance, rank, ...rest }: LayerParams): GaussianLinear {
  const options: GaussianOptions = { rng: createRng(0), covariance: covarianceSpec(covariance, rank), ...rest };
  return new GaussianLinear(inFeatures, outFeatures, options);
}

/** The reference's multilayer perceptron; its children have the numbers 0, 2, ... as ours do. */
export function perceptron(golden: CaseReader, rank?: number): Sequential {
  const sizes = [golden.param<number>("inSize") ?? 2, ...(golden.param<number[]>("hiddenSizes") ?? [3])];
  const outSize = golden.param<number | number[]>("outSize");
  sizes.push(typeof outSize === "number" ? outSize : 1);
  return perceptronOf(sizes, golden.param<string>("covariance"), rank);
}

export function perceptronOf(sizes: readonly number[], covariance: string | undefined, rank?: number): Sequential {
  const layers = sizes.slice(1).flatMap((outFeatures, i): Module[] => {
    const layerType = i === 0 ? "input" : i === sizes.length - 2 ? "output" : "hidden";
    const layer = gaussianLinear({ inFeatures: sizes[i] ?? 1, outFeatures, layerType, ...(covariance && { covariance }), ...(rank && { rank }) }); // prettier-ignore
    return i === 0 ? [layer] : [new ReLU(), layer];
  });
  return new Sequential(layers);
}

export function covarianceSpec(kind: string | undefined, rank?: LayerParams["rank"]): CovarianceSpec | null {
  if (kind === undefined || kind === "none") return null;
  if (kind === "diagonal") return { kind, learn: "signed" };
  if (kind === "kronecker") {
    const [inputRank, outputRank] = Array.isArray(rank) ? (rank as number[]) : [];
    return { kind, ...(inputRank && { inputRank }), ...(outputRank && { outputRank }) };
  }
  if (kind === "low_rank") return { kind: "lowRank", rank: Number(rank) };
  return { kind: "factorized", ...(typeof rank === "number" && { rank }) };
}

/** Our path of a parameter: weights have their outputs last here, and names are in camelCase. */
export function ourPath(name: string): string {
  const path = name.replace("input_factor", "inputFactor").replace("output_factor", "outputFactor");
  return /^\d/.test(path) ? `layers.${path}` : path;
}

/** From the reference's layout to ours, and back. */
export function swapped(name: string, values: Tensor): Tensor {
  if (!name.endsWith("weight") || name.includes("input_factor") || name.includes("inputFactor")) return values;
  return transpose(values, [1, 0, ...values.shape.map((_, i) => i).slice(2)]);
}

/** Gives a model the parameters of a case, and returns them by the reference's names. */
export function loadParameters(golden: CaseReader, model: Module, inputs: readonly string[]): Map<string, Variable> {
  const known = new Map(model.namedParameters());
  const loaded = new Map<string, Variable>();
  for (const input of inputs.filter((name) => name.startsWith("p."))) {
    const name = input.slice("p.".length);
    const parameter = known.get(ourPath(name));
    if (parameter === undefined) throw new Error(`the model has no parameter ${ourPath(name)}`);
    parameter.assign(swapped(name, golden.input(input)));
    loaded.set(name, parameter.variable);
  }
  return loaded;
}

/** A loss of tensors and parameters with the gradient of its sum: `loss`, `grad.<input>`, `grad.<parameter>`. */
export function lossWithGradients(
  f: (inputs: readonly Tensor[]) => Tensor,
  inputs: Readonly<Record<string, Tensor>>,
  parameters: ReadonlyMap<string, Variable>,
): Record<string, Got> {
  const points = Object.entries(inputs).map(([name, value]): [string, Variable] => [name, variable(value)]);
  const all = [...points, ...parameters];
  let loss: Snapshot | undefined;
  const body = (): Scalar => {
    const value = forwardPass(() => f(points.map(([, point]) => point)));
    loss = snapshot(value);
    return sum(value) as Scalar;
  };
  const { grads } = variableGrads(body, all.map(([, point]) => point)); // prettier-ignore
  const gradients = all.flatMap(([name, { name: key }]): [string, Got][] => {
    const gradient = grads[key];
    return gradient === undefined || gradient === null ? [] : [[`grad.${name}`, snapshot(swapped(name, gradient))]];
  });
  for (const [, point] of points) point.dispose();
  return { loss: loss ?? NaN, ...Object.fromEntries(gradients) };
}
