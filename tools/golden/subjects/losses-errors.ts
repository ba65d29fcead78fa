import { type Tensor, ones, tensor, tensor1d, zeros } from "@tensorflow/tfjs-core";
import {
  CrossEntropyLoss,
  L1Loss,
  l2Norm,
  MSELoss,
  msleLoss,
  multiMarginLoss,
  NLLLoss,
  smoothLabels,
  sparseCrossEntropy,
} from "@surenet/losses";

type Params = Readonly<Record<string, unknown>>;
interface LossObject {
  forward(input: Tensor, target: Tensor): Tensor;
}

/** The calls of the losses' error rows, in our words. */
export function lossErrors(call: string, params: Params): (() => unknown) | undefined {
  const name = call.replace(/^(brainpy|torch) /, "");
  switch (name) {
    case "CrossEntropyLoss":
      return () => classification((options) => new CrossEntropyLoss(options), params);
    case "NLLLoss":
      return () => classification((options) => new NLLLoss(options), params);
    case "L1Loss":
      return () => regression((options) => new L1Loss(options), params);
    case "MSELoss":
      return () => regression((options) => new MSELoss(options), params);
    case "cross_entropy_sparse":
      return () => sparseCrossEntropy(zeros(shape(params["input_shape"])), zeros(shape(params["target_shape"]), "int32"));
    case "multi_margin_loss":
      return () => multiMarginLoss(zeros([3, 4]), zeros([3], "int32"), params);
    case "smooth_labels":
      return () => smoothLabels(ones([3, 4], params["labels"] === "integers" ? "int32" : "float32"), Number(params["alpha"] ?? 0.1));
    case "mean_squared_log_error":
      return () => msleLoss(tensor([-2]), tensor([0]));
    case "l2_norm":
      return () => l2Norm({ a: ones([3, 4]), b: ones([2]) }, params);
    default:
      return undefined;
  }
}

/** A row names what is wrong with one of the arguments; the others are right. */
function classification(make: (options: object) => LossObject, params: Params): Tensor {
  const { target, weight, input_shape: inputShape = [3, 4], target_shape: targetShape = [3], ...options } = params;
  const targets: Readonly<Record<string, () => Tensor>> = {
    "index out of range": () => tensor1d([0, 1, 4], "int32"),
    "negative index": () => tensor1d([0, 1, -1], "int32"),
    "batch mismatch": () => tensor1d([0, 1], "int32"),
    probabilities: () => tensor([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]), // prettier-ignore
  };
  const weights = weight === undefined ? {} : { weight: ones([weight === "wrong length" ? 3 : 4]) };
  return make({ ...camel(options), ...weights }).forward(
    zeros(shape(inputShape)),
    targets[String(target)]?.() ?? zeros(shape(targetShape), "int32"),
  );
}

function regression(make: (options: object) => LossObject, { shapes, dtype, ...options }: Params): Tensor {
  const [a, b] = (shapes as number[][] | undefined) ?? [[3, 4], [3, 4]]; // prettier-ignore
  const type = dtype === "integers" ? "int32" : "float32";
  return make(camel(options)).forward(zeros(a ?? [], type), zeros(b ?? [], type));
}

function shape(value: unknown): number[] {
  return [...(value as number[])];
}

function camel(options: Params): Params {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]),
  );
}
