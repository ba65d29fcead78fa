import { type Tensor, reshape } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "../module/json.ts";
import { Module } from "../module/module.ts";

/**
 * `[batch, ...rest]` to `[batch, product of rest]`; an image is read row by row, its channels last (torch reads channel by channel).
 *
 * @throws SurenetError `E_SHAPE` without a batch axis
 * @example new Flatten().forward(zeros([8, 28, 28, 1])) // [8, 784]
 */
export class Flatten extends Module {
  static readonly id: string = "nn.Flatten";

  static fromJSON(config: JsonObject): Flatten {
    readConfig("nn.Flatten", config, {});
    return new Flatten();
  }

  forward(x: Tensor): Tensor {
    const [batch, ...rest] = x.shape;
    if (batch === undefined) throw shapeMismatch({ where: "Flatten.forward", expected: "[batch, ..]", got: x.shape });
    return reshape(x, [batch, rest.reduce((product, side) => product * side, 1)]);
  }
}
