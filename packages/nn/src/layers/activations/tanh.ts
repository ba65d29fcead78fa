import { type Tensor, tanh } from "@tensorflow/tfjs-core";
import { type JsonObject, readConfig } from "../../module/json.ts";
import { Module } from "../../module/module.ts";

/**
 * `y = (e^x − e^−x) / (e^x + e^−x)`.
 *
 * @example new Tanh().forward(tensor([0.5])) // [0.4621]
 */
export class Tanh extends Module {
  static readonly id: string = "nn.Tanh";

  static fromJSON(config: JsonObject): Tanh {
    readConfig("nn.Tanh", config, {});
    return new Tanh();
  }

  forward(x: Tensor): Tensor {
    return tanh(x);
  }
}
