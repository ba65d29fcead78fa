import { type Tensor, softplus } from "@tensorflow/tfjs-core";
import { type JsonObject, readConfig } from "../../module/json.ts";
import { Module } from "../../module/module.ts";

/**
 * `y = log(1 + e^x)`, a smooth ReLU.
 *
 * @example new Softplus().forward(tensor([0])) // [0.6931]
 */
export class Softplus extends Module {
  static readonly id: string = "nn.Softplus";

  static fromJSON(config: JsonObject): Softplus {
    readConfig("nn.Softplus", config, {});
    return new Softplus();
  }

  forward(x: Tensor): Tensor {
    return softplus(x);
  }
}
