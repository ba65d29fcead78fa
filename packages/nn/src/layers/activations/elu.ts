import { type Tensor, add, elu as unitElu, expm1, minimum, mul, relu, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "../../module/json.ts";
import { Module } from "../../module/module.ts";

export interface EluOptions {
  /** Minus the limit for large negative inputs. */
  readonly alpha?: number;
}

/**
 * `y = x > 0 ? x : α (e^x − 1)`.
 *
 * @see Clevert et al. 2016, eq. 1
 * @example elu(tensor([-1, 2]), { alpha: 2 }) // [-1.2642, 2]
 */
export function elu(x: Tensor, { alpha = 1 }: EluOptions = {}): Tensor {
  if (alpha === 1) return unitElu(x);
  return tidy(() => add(relu(x), mul(expm1(minimum(x, 0)), alpha)));
}

/** {@link elu} as a module. */
export class ELU extends Module {
  static readonly id: string = "nn.ELU";
  readonly alpha: number;

  constructor(options: EluOptions = {}) {
    super();
    checkOptions("ELU", options, ["alpha"]);
    const { alpha = 1 } = options;
    if (!Number.isFinite(alpha)) throw invalidOption({ where: "ELU", option: "alpha", got: alpha, expected: "a finite number" });
    this.alpha = alpha;
  }

  static fromJSON(config: JsonObject): ELU {
    return new ELU(readConfig("nn.ELU", config, { alpha: "number" }));
  }

  override config(): JsonObject {
    return { alpha: this.alpha };
  }

  forward(x: Tensor): Tensor {
    return elu(x, this);
  }
}
