import { type Tensor, sigmoid } from "@tensorflow/tfjs-core";
import { type JsonObject, readConfig } from "../../module/json.ts";
import { Module } from "../../module/module.ts";

/**
 * `y = 1 / (1 + e^−x)`.
 *
 * @example new Sigmoid().forward(tensor([0])) // [0.5]
 */
export class Sigmoid extends Module {
  static readonly id: string = "nn.Sigmoid";

  static fromJSON(config: JsonObject): Sigmoid {
    readConfig("nn.Sigmoid", config, {});
    return new Sigmoid();
  }

  forward(x: Tensor): Tensor {
    return sigmoid(x);
  }
}
