import { type Tensor, relu } from "@tensorflow/tfjs-core";
import { type JsonObject, readConfig } from "../../module/json.ts";
import { Module } from "../../module/module.ts";

/**
 * `y = max(x, 0)`; the gradient at 0 is 0.
 *
 * @example new ReLU().forward(tensor([-1, 2])) // [0, 2]
 */
export class ReLU extends Module {
  static readonly id: string = "nn.ReLU";

  static fromJSON(config: JsonObject): ReLU {
    readConfig("nn.ReLU", config, {});
    return new ReLU();
  }

  forward(x: Tensor): Tensor {
    return relu(x);
  }
}
