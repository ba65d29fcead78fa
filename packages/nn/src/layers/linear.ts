import { type Tensor, add, matMul, reshape, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, shapeMismatch } from "@surenet/tensor-backend";
import { kaimingUniform } from "../init/kaiming-uniform.ts";
import { type JsonObject, readConfig } from "../module/json.ts";
import { Module } from "../module/module.ts";
import { Parameter } from "../module/parameter.ts";
import type { TorchLayout } from "../storage/torch/torch-layout.ts";
import { positiveInteger } from "./positive-integer.ts";
import { requiredRng } from "./required-rng.ts";

/**
 * An affine map of the last axis.
 *
 * `y = x · W + b`
 *
 * @param x `[..., in]`, borrowed
 * @param weight `[in, out]`
 * @param bias `[out]`
 * @returns `[..., out]`, owned by the caller
 * @throws SurenetError `E_SHAPE`
 * @example linear(tensor([[1, 2]]), tensor([[3], [4]]), tensor([5])) // [[1·3 + 2·4 + 5]] = [[16]]
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const [inputs = 0, outputs = 0] = weight.shape;
  if (x.rank < 1 || x.shape.at(-1) !== inputs) throw shapeMismatch({ where: "linear", expected: `[.., ${inputs}]`, got: x.shape });
  return tidy(() => {
    const rows = x.rank === 2 ? x : reshape(x, [-1, inputs]);
    const y = matMul(rows, weight);
    const shifted = bias === undefined ? y : add(y, bias);
    return x.rank === 2 ? shifted : reshape(shifted, [...x.shape.slice(0, -1), outputs]);
  });
}

export interface LinearOptions {
  readonly rng: Rng;
  readonly bias?: boolean;
}

/**
 * {@link linear} as a module; the weight is `[in, out]`, the outputs last as in every kernel here (torch has them first).
 *
 * Weight and bias start uniform on `±1/√in`, as in torch.
 *
 * @example new Linear(784, 10, { rng }).forward(x) // [batch, 10]
 */
export class Linear extends Module {
  static readonly id: string = "nn.Linear";
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(inFeatures: number, outFeatures: number, options: LinearOptions) {
    super();
    checkOptions("Linear", options, ["rng", "bias"]);
    const { bias = true } = options;
    const rng = requiredRng("Linear", options.rng);
    this.inFeatures = positiveInteger("Linear", "inFeatures", inFeatures);
    this.outFeatures = positiveInteger("Linear", "outFeatures", outFeatures);
    this.weight = new Parameter(() => kaimingUniform([inFeatures, outFeatures], { rng }));
    this.bias = bias ? new Parameter(() => kaimingUniform([outFeatures], { rng, fanIn: inFeatures })) : undefined;
  }

  static fromJSON(config: JsonObject): Linear {
    const { inFeatures, outFeatures, bias } = readConfig("nn.Linear", config, {
      inFeatures: "number",
      outFeatures: "number",
      bias: "boolean",
    });
    return new Linear(inFeatures, outFeatures, { bias, rng: createRng(0) });
  }

  override config(): JsonObject {
    return { inFeatures: this.inFeatures, outFeatures: this.outFeatures, bias: this.bias !== undefined };
  }

  override torchLayout(): TorchLayout {
    return { weight: { axes: [1, 0], featureAxis: 0 } };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => linear(x, this.weight.value, this.bias?.value));
  }
}
