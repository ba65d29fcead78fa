import { type Tensor, mul, ones, tensor, zeros } from "@tensorflow/tfjs-core";
import * as lipschitz from "@surenet/lipschitz";
import { Linear, type Module } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { camelCase } from "../case-reader.ts";
import { channelsLast } from "../layout.ts";
import { buildLayer } from "./lipschitz-layers.ts";

type Params = Readonly<Record<string, unknown>>;
type Attempt = () => unknown;
interface LossObject {
  forward(input: Tensor, target: Tensor): Tensor;
}

const rng = createRng(0);

/** The calls of the error rows, in our words: layers by their class, the rest one by one. */
export function lipschitzErrors(call: string, params: Params): Attempt | undefined {
  return layers(call, params) ?? losses(call, params) ?? functions(call, params);
}

/** Builds a layer and, where the row has an input, runs it. */
function layers(call: string, { forward_input_shape: input, ...params }: Params): Attempt | undefined {
  if (call === "SpectralConvTranspose2d" && "weight" in params) return () => identityTransposed();
  if (call === "GroupSort" && params["group_size"] === 0) return () => new lipschitz.GroupSort({ groupSize: 0 });
  const { factory, output_size: size, dim, ...rest } = params;
  const own = {
    ...rest,
    ...(factory === undefined ? {} : { factory: new lipschitz.SharedLipFactory() }),
    ...(size === undefined ? {} : { output_size: typeof size === "string" ? [1, 1] : size }),
  };
  if (call === "MaxMin") return () => new lipschitz.MaxMin({ axis: Number(dim) }).forward(ones(shape(input)));
  try {
    if (buildLayer(call, own) === undefined) return undefined;
  } catch {
    return () => buildLayer(call, own);
  }
  return () => {
    const layer = buildLayer(call, own);
    return input === undefined ? layer : layer?.forward(channelsLast(ones(shape(input))));
  };
}

/** Spectral and Björck step flatten this kernel differently: the second sees a norm of 3. */
function identityTransposed(): Tensor {
  const layer = new lipschitz.SpectralConvTranspose2d(1, 9, { kernelSize: 3, rng, projection: "torchlip" });
  const identity = Float32Array.from({ length: 81 }, (_, i) => (Math.floor(i / 9) === i % 9 ? 1 : 0)); // pixel p of output o: p = o
  layer.weight.assign(tensor(identity, [3, 3, 9, 1]));
  return layer.forward(ones([1, 1, 1, 1]));
}

type Options = Required<lipschitz.HkrOptions>; // or whatever else a row holds: the constructors check it

const makers: Readonly<Record<string, (options: Options) => LossObject>> = {
  CategoricalHingeLoss: (options: lipschitz.MarginOptions) => new lipschitz.CategoricalHingeLoss(options),
  HingeMarginLoss: (options: lipschitz.MarginOptions) => new lipschitz.HingeMarginLoss(options),
  HingeMulticlassLoss: (options: lipschitz.MarginOptions) => new lipschitz.HingeMulticlassLoss(options),
  HKRLoss: (options) => new lipschitz.HKRLoss(options),
  HKRMulticlassLoss: (options) => new lipschitz.HKRMulticlassLoss(options),
  KRLoss: (options: lipschitz.MultiGpuOptions) => new lipschitz.KRLoss(options),
  KRMulticlassLoss: (options: lipschitz.MultiGpuOptions) => new lipschitz.KRMulticlassLoss(options),
  LseHKRMulticlassLoss: (options) => new lipschitz.LseHKRMulticlassLoss(options),
  NegKRLoss: (options: lipschitz.MultiGpuOptions) => new lipschitz.NegKRLoss(options),
  SoftHKRMulticlassLoss: (options) => new lipschitz.SoftHKRMulticlassLoss(options),
  TauBCEWithLogitsLoss: (options) => new lipschitz.TauBCEWithLogitsLoss(options as never),
  TauCrossEntropyLoss: (options) => new lipschitz.TauCrossEntropyLoss(options as never),
};

function losses(call: string, { input_shape: input, target, ...options }: Params): Attempt | undefined {
  const make = makers[call];
  if (make === undefined) return undefined;
  return () => {
    const loss = make(camel(options) as Options);
    const outputs = shape(input ?? [4, 3]);
    if (target !== undefined) return loss.forward(mul(ones(outputs), 0.5), labels(String(target), outputs));
    // the row shows what a construction alone does, or the loss of zeros
    return call === "TauCrossEntropyLoss" ? loss.forward(zeros(outputs), labels("one-hot", outputs)) : loss;
  };
}

function labels(words: string, [samples = 1, classes = 1]: readonly number[]): Tensor {
  const rows = (row: readonly number[], count = samples, type: "float32" | "int32" = "float32"): Tensor =>
    tensor(Array.from({ length: count }, () => row).flat(), [count, row.length], type);
  const hot = Array.from({ length: classes }, (_, c) => (c === 0 ? 1 : 0));
  switch (words) {
    case "class indices, shape [4]":
      return zeros([4], "int32");
    case "index out of range":
      return tensor([classes, 0, 0, 0], [samples], "int32");
    case "integer one-hot, shape [4,3]":
      return rows(hot, samples, "int32");
    case "integers":
      return rows(hot, samples, "int32");
    case "no positives":
      return rows(hot.map(() => 0));
    case "one-hot":
    case "one-hot, two classes":
      return rows(hot);
    case "one-hot, shape [3,3]":
      return rows(hot, 3);
    case "probabilities":
      return rows(hot.map(() => 1 / classes));
    case "two positives in every row":
      return rows(hot.map((_, c) => (c < 2 ? 1 : 0)));
    default:
      throw new Error(`the runner does not know the target ${words}`);
  }
}

function functions(call: string, params: Params): Attempt | undefined {
  switch (call) {
    case "group_sort":
      return () => lipschitz.groupSort(ones(shape(params["shape"])), { groupSize: 2, axis: Number(params["dim"]) });
    case "HouseHolder.forward": // the axis: ours is always the last
      return () => lipschitz.houseHolder(ones(shape(params["shape"])), ones([Number(params["channels"])]));
    case "SymmetricPad":
      return () => new lipschitz.SymmetricPad(params["pad"] as [number, number]);
    case "LipschitzModule": // which TypeScript refuses before it runs
      return () => Reflect.construct(lipschitz.LipschitzModule, [{}]);
    case "SharedLipFactory.get_current_product_value":
      return () => {
        const factory = new lipschitz.SharedLipFactory();
        factory.register(new lipschitz.GroupSort2({ kCoefLip: 2 }));
        return factory.currentProduct({ training: true });
      };
    case "Sequential":
      return () => sequential(params);
    case "hkr_loss":
      return () => lipschitz.hkrLoss(ones([2, 1]), tensor([[1], [0]]), { ...params, reduction: "none" });
    case "hkr_multiclass_loss":
      return () => lipschitz.hkrMulticlassLoss(ones([2, 3]), labels("one-hot", [2, 3]), params);
    case "process_labels_for_multi_gpu":
      return () => lipschitz.processLabelsForMultiGpu(ones([4, 1], "int32"));
    case "spectral_normalization":
      return () => lipschitz.spectralNormalization(ones(shape(params["kernel_shape"])), { rng });
    case "bjorck_normalization":
      return () => bjorck(params);
    case "evaluate_lip_const":
      return () => evaluate(params);
    case "SpectralLinear.condense":
      return () => lipschitz.condense(new lipschitz.SpectralLinear(2, 2, { rng }));
    case "remove_bjorck_norm":
      return () => lipschitz.removeBjorckNorm(new Linear(2, 2, { rng }));
    case "import *": // the names that the reference's list has and its package does not
      return () => [lipschitz.LPReLU, lipschitz.ScaledL2NormPool2d];
    default:
      return undefined;
  }
}

function sequential({ layers, k_coef_lip: kCoefLip }: Params): Module {
  const made = (layers as string[]).map((name) => (name === "Linear" ? new Linear(2, 2, { rng }) : new lipschitz.GroupSort2()));
  return new lipschitz.Sequential(made, { kCoefLip: Number(kCoefLip) });
}

function bjorck({ w, maxiter }: Params): Tensor {
  if (w === "zeros") return lipschitz.bjorckNormalization(zeros([3, 3])).weight;
  const scale = w === undefined ? 1 : 10;
  const weight = tensor([scale, 0, 0, 0, 1, 0, 0, 0, 0.5], [3, 3]);
  return lipschitz.bjorckNormalization(weight, maxiter === undefined ? {} : { maxIter: Number(maxiter) }).weight;
}

async function evaluate({ x, ...options }: Params): Promise<number> {
  const points = x === null ? null : ones([4, 3]);
  const { inputShape, ...rest } = camel(options);
  const shaped = inputShape === undefined || inputShape === null ? {} : { inputShape: shape(inputShape) };
  return lipschitz.evaluateLipConst(new Linear(3, 2, { rng }), points, { ...rest, ...shaped, rng, numIterations: 2 });
}

function shape(value: unknown): number[] {
  return [...(value as number[])];
}

function camel(options: Params): Params {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value]));
}
