import { type Tensor, mul, sigmoid, tidy } from "@tensorflow/tfjs-core";
import { type JsonObject, readConfig } from "../../module/json.ts";
import { Module } from "../../module/module.ts";

/**
 * `y = x / (1 + e^−x)`, also called swish.
 *
 * @see Elfwing et al. 2018, eq. 6
 * @example silu(tensor([1])) // [0.7311]
 */
export function silu(x: Tensor): Tensor {
  return tidy(() => mul(x, sigmoid(x)));
}

/** {@link silu} as a module. */
export class SiLU extends Module {
  static readonly id: string = "nn.SiLU";

  static fromJSON(config: JsonObject): SiLU {
    readConfig("nn.SiLU", config, {});
    return new SiLU();
  }

  forward(x: Tensor): Tensor {
    return silu(x);
  }
}
