import { checkOptions, createRng, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { computeLconvCoef, convCoefficient } from "../parametrisations/conv-coefficient.ts";
import { FrobeniusNorm } from "../parametrisations/frobenius-norm.ts";
import { ConstrainedConv, type ConstrainedConvOptions } from "./constrained-conv.ts";
import { GEOMETRY_OPTIONS } from "./geometry.ts";
import { PAD_CONV_CONFIG } from "./pad-conv2d.ts";

export interface FrobeniusConv2dOptions extends ConstrainedConvOptions {
  /** `"borders"` counts how often each pixel is used; `"torchlip"` is the reference's factor, which reflected and replicated borders exceed. */
  readonly coefficient?: "borders" | "torchlip";
}

/**
 * A convolution whose kernel is divided by its Frobenius norm: `y = x ∗ (k c W / ‖W‖_F) + b`, c as in `SpectralConv2d`. Stride 1 only, as in the reference.
 *
 * Known weakness: the Frobenius norm bounds the spectral norm, loosely for more than one output.
 *
 * @throws SurenetError `E_OPTION`
 * @example new FrobeniusConv2d(8, 1, { kernelSize: 3, padding: 1, rng })
 */
export class FrobeniusConv2d extends ConstrainedConv {
  static readonly id: string = "lipschitz.FrobeniusConv2d";
  readonly coefficient: "borders" | "torchlip";

  constructor(inChannels: number, outChannels: number, options: FrobeniusConv2dOptions) {
    const where = "FrobeniusConv2d";
    checkOptions(where, options, [...GEOMETRY_OPTIONS, "rng", "bias", "kCoefLip", "coefficient"]);
    const { coefficient = "borders" } = options;
    if (coefficient !== "borders" && coefficient !== "torchlip")
      throw invalidOption({ where, option: "coefficient", got: coefficient, expected: '"borders" or "torchlip"' });
    super({ where, inChannels, outChannels, dimensions: 2 }, options, (_, geometry) => {
      if (geometry.stride.some((stride) => stride !== 1))
        throw invalidOption({ where, option: "stride", got: geometry.stride, expected: "1", fix: "Use SpectralConv2d, which strides." });
      return {
        parametrisations: [new FrobeniusNorm({ disjointNeurons: false })],
        coefficient: coefficient === "borders" ? convCoefficient(geometry) : computeLconvCoef({ kernelSize: geometry.kernelSize }),
      };
    });
    this.coefficient = coefficient;
  }

  static fromJSON(config: JsonObject): FrobeniusConv2d {
    const fields = { ...PAD_CONV_CONFIG, kCoefLip: "number", coefficient: "string" } as const;
    const { inChannels, outChannels, ...rest } = readConfig("lipschitz.FrobeniusConv2d", config, fields);
    const options = { ...rest, rng: createRng(0) } as unknown as FrobeniusConv2dOptions; // the constructor checks the sizes
    return new FrobeniusConv2d(inChannels, outChannels, options);
  }

  override config(): JsonObject {
    return { ...super.config(), coefficient: this.coefficient };
  }
}
