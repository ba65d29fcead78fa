import { type Tensor, add, mul, tidy, zeros } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, Module, Parameter, positiveInteger, readConfig } from "@surenet/nn";
import { lowerAffine } from "../certify/lower-affine.ts";
import type { Lowered } from "../certify/lowered.ts";

export interface ScaleBiasOptions {
  readonly numFeatures?: number;
  readonly bias?: boolean;
}

/**
 * `y = scalar · x + bias`, one number a feature (the last axis); |scalar|-Lipschitz. What the batch normalisations export to. The bias starts at zero.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new ScaleBiasLayer(2, { numFeatures: 3 }).forward(ones([1, 3])) // [[2, 2, 2]]
 */
export class ScaleBiasLayer extends Module {
  static readonly id: string = "lipschitz.ScaleBiasLayer";
  readonly scalar: number;
  readonly numFeatures: number;
  readonly bias: Parameter | undefined;

  constructor(scalar = 1, options: ScaleBiasOptions = {}) {
    super();
    checkOptions("ScaleBiasLayer", options, ["numFeatures", "bias"]);
    const { numFeatures = 1, bias = true } = options;
    if (!Number.isFinite(scalar))
      throw invalidOption({ where: "ScaleBiasLayer", option: "scalar", got: scalar, expected: "a finite number" });
    this.scalar = scalar;
    this.numFeatures = positiveInteger("ScaleBiasLayer", "numFeatures", numFeatures);
    this.bias = bias ? new Parameter(() => zeros([numFeatures])) : undefined;
  }

  static fromJSON(config: JsonObject): ScaleBiasLayer {
    const { scalar, ...rest } = readConfig("lipschitz.ScaleBiasLayer", config, {
      scalar: "number",
      numFeatures: "number",
      bias: "boolean",
    });
    return new ScaleBiasLayer(scalar, rest);
  }

  override config(): JsonObject {
    return { scalar: this.scalar, numFeatures: this.numFeatures, bias: this.bias !== undefined };
  }

  forward(x: Tensor): Tensor {
    if (this.bias !== undefined && this.numFeatures > 1 && x.shape.at(-1) !== this.numFeatures)
      throw shapeMismatch({ where: "ScaleBiasLayer.forward", expected: `[.., ${this.numFeatures}]`, got: x.shape });
    return tidy(() => {
      const scaled = mul(x, this.scalar);
      return this.bias === undefined ? scaled : add(scaled, this.bias.value);
    });
  }

  async lower(shape: readonly number[]): Promise<Lowered> {
    const shift = this.bias === undefined ? undefined : Float64Array.from(await this.bias.value.data());
    return lowerAffine(shape, { scale: this.scalar, shift });
  }
}
