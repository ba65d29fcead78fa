import { type Tensor, add, erf, mul, tanh, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "../../module/json.ts";
import { Module } from "../../module/module.ts";

export interface GeluOptions {
  /** `"none"` is the definition, `"tanh"` a cheaper curve within 5e-4 of it. */
  readonly approximate?: "none" | "tanh";
}

/**
 * The input times the probability that a standard Gaussian lies below it.
 *
 * `y = ½x (1 + erf(x/√2))`, or `½x (1 + tanh(√(2/π) (x + 0.044715x³)))`.
 *
 * @see Hendrycks & Gimpel 2016, section 2
 * @example gelu(tensor([1])) // [0.8413]
 */
export function gelu(x: Tensor, { approximate = "none" }: GeluOptions = {}): Tensor {
  return tidy(() => {
    const bent =
      approximate === "none" ? erf(mul(x, Math.SQRT1_2)) : tanh(mul(mul(x, Math.sqrt(2 / Math.PI)), add(mul(mul(x, x), 0.044715), 1)));
    return mul(mul(x, 0.5), add(bent, 1));
  });
}

/** {@link gelu} as a module. */
export class GELU extends Module {
  static readonly id: string = "nn.GELU";
  readonly approximate: "none" | "tanh";

  constructor(options: GeluOptions = {}) {
    super();
    checkOptions("GELU", options, ["approximate"]);
    const { approximate = "none" } = options;
    if (!isForm(approximate)) throw invalidOption({ where: "GELU", option: "approximate", got: approximate, expected: '"none" or "tanh"' });
    this.approximate = approximate;
  }

  static fromJSON(config: JsonObject): GELU {
    const { approximate } = readConfig("nn.GELU", config, { approximate: "string" });
    return new GELU({ approximate: approximate as "none" | "tanh" }); // the constructor refuses any other
  }

  override config(): JsonObject {
    return { approximate: this.approximate };
  }

  forward(x: Tensor): Tensor {
    return gelu(x, this);
  }
}

function isForm(value: string): value is "none" | "tanh" {
  return value === "none" || value === "tanh";
}
