import { type GradSaveFunc, type Tensor, add, customGrad, engine, mul, sigmoid, sub, tidy } from "@tensorflow/tfjs-core";
import { type JsonObject, readConfig } from "../../module/json.ts";
import { Module } from "../../module/module.ts";

/**
 * `y = x / (1 + e^−x)`, also called swish.
 *
 * @see Elfwing et al. 2018, eq. 6
 * @example silu(tensor([1])) // [0.7311]
 */
export function silu(x: Tensor): Tensor {
  return tidy(() => written(x));
}

/** With its gradient `dy (s + y − y s)` written out, `s = 1 / (1 + e^−x)`: four operations in place of the tape's seven. */
const written = customGrad((...args) => {
  const [x, save] = args as [Tensor, GradSaveFunc];
  const s = sigmoid(x);
  const y = mul(x, s);
  save([x, s, y]);
  const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor => {
    const [point, share, value] = saved as [Tensor, Tensor, Tensor];
    // A second derivative must see what these depend on; a first one has them ready.
    const onTape = engine().isTapeOn();
    const now = onTape ? sigmoid(point) : share;
    const bent = onTape ? mul(point, now) : value;
    return mul(dy, add(now, sub(bent, mul(bent, now))));
  };
  return { value: y, gradFunc };
});

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
