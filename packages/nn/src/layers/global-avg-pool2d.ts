import { type Tensor, mean } from "@tensorflow/tfjs-core";
import { type JsonObject, readConfig } from "../module/json.ts";
import { Module } from "../module/module.ts";
import { checkImages } from "./image-shape.ts";

/**
 * The mean of every channel over the whole image: `[batch, height, width, channels]` to `[batch, channels]`.
 *
 * @throws SurenetError `E_SHAPE`
 */
export class GlobalAvgPool2d extends Module {
  static readonly id: string = "nn.GlobalAvgPool2d";

  static fromJSON(config: JsonObject): GlobalAvgPool2d {
    readConfig("nn.GlobalAvgPool2d", config, {});
    return new GlobalAvgPool2d();
  }

  forward(x: Tensor): Tensor {
    checkImages("GlobalAvgPool2d.forward", x);
    return mean(x, [1, 2]);
  }
}
