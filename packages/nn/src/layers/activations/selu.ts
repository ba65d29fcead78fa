import { type Tensor, selu } from "@tensorflow/tfjs-core";
import { type JsonObject, readConfig } from "../../module/json.ts";
import { Module } from "../../module/module.ts";

/**
 * `y = 1.0507 · (x > 0 ? x : 1.6733 (e^x − 1))`, whose fixed point has mean 0 and variance 1 (Klambauer et al. 2017, eq. 2).
 *
 * @example new SELU().forward(tensor([1])) // [1.0507]
 */
export class SELU extends Module {
  static readonly id: string = "nn.SELU";

  static fromJSON(config: JsonObject): SELU {
    readConfig("nn.SELU", config, {});
    return new SELU();
  }

  forward(x: Tensor): Tensor {
    return selu(x);
  }
}
