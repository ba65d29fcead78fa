import { type Tensor, leakyRelu } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "../../module/json.ts";
import { Module } from "../../module/module.ts";

export interface LeakyReLUOptions {
  readonly negativeSlope?: number;
}

/**
 * `y = x > 0 ? x : slope · x`.
 *
 * @example new LeakyReLU({ negativeSlope: 0.1 }).forward(tensor([-2, 3])) // [-0.2, 3]
 */
export class LeakyReLU extends Module {
  static readonly id: string = "nn.LeakyReLU";
  readonly negativeSlope: number;

  constructor(options: LeakyReLUOptions = {}) {
    super();
    checkOptions("LeakyReLU", options, ["negativeSlope"]);
    const { negativeSlope = 0.01 } = options;
    if (!Number.isFinite(negativeSlope)) {
      throw invalidOption({ where: "LeakyReLU", option: "negativeSlope", got: negativeSlope, expected: "a finite number" });
    }
    this.negativeSlope = negativeSlope;
  }

  static fromJSON(config: JsonObject): LeakyReLU {
    return new LeakyReLU(readConfig("nn.LeakyReLU", config, { negativeSlope: "number" }));
  }

  override config(): JsonObject {
    return { negativeSlope: this.negativeSlope };
  }

  forward(x: Tensor): Tensor {
    return leakyRelu(x, this.negativeSlope);
  }
}
