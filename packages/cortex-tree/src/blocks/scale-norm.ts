import { type Tensor, add, mul, ones, tidy, zeros } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch, standardise } from "@surenet/tensor-backend";
import { type JsonObject, Module, Parameter, positiveInteger, readConfig } from "@surenet/nn";

/**
 * Layer normalisation whose shift is optional: `y = (x − μ) / √(σ² + 1e-5) · weight [+ bias]`, over the last axis.
 *
 * @see Ba, Kiros & Hinton 2016, eq. 3
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new ScaleNorm(2).forward(tensor([[1, 3]])) // [[-1, 1]]
 */
export class ScaleNorm extends Module {
  static readonly id: string = "cortex.ScaleNorm";
  readonly features: number;
  readonly eps: number = 1e-5; // torch's
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(features: number, options: { readonly bias?: boolean } = {}) {
    super();
    checkOptions("ScaleNorm", options, ["bias"]);
    this.features = positiveInteger("ScaleNorm", "features", features);
    this.weight = new Parameter(() => ones([features]));
    this.bias = (options.bias ?? false) ? new Parameter(() => zeros([features])) : undefined;
  }

  static fromJSON(config: JsonObject): ScaleNorm {
    const { features, bias } = readConfig("cortex.ScaleNorm", config, { features: "number", bias: "boolean" });
    return new ScaleNorm(features, { bias });
  }

  override config(): JsonObject {
    return { features: this.features, bias: this.bias !== undefined };
  }

  forward(x: Tensor): Tensor {
    if (x.shape.at(-1) !== this.features) throw shapeMismatch({ where: "ScaleNorm", expected: `[.., ${this.features}]`, got: x.shape });
    return tidy(() => {
      const scaled = mul(standardise(x, this.eps), this.weight.value);
      return this.bias === undefined ? scaled : add(scaled, this.bias.value);
    });
  }
}
