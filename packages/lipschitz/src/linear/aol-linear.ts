import { checkOptions, createRng } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { aolRescale } from "../parametrisations/conv-aol.ts";
import { ConstrainedLinear, type ConstrainedLinearOptions } from "./constrained-linear.ts";

/**
 * An almost orthogonal linear layer: the raw weight may be anything, and each output is rescaled so that the norm is at most kCoefLip (see {@link aolRescale}).
 *
 * The cheapest constraint, for any optimiser; behind exact orthogonality in certified accuracy (0.922 against 0.9305 at radius 0.5 on digits).
 *
 * @throws SurenetError `E_OPTION`
 * @example new AolLinear(784, 256, { rng })
 * @see Prach & Lampert 2022
 */
export class AolLinear extends ConstrainedLinear {
  static readonly id: string = "lipschitz.AolLinear";

  constructor(inFeatures: number, outFeatures: number, options: ConstrainedLinearOptions) {
    checkOptions("AolLinear", options, ["rng", "bias", "kCoefLip"]);
    super(inFeatures, outFeatures, options, () => ({ parametrisations: [{ name: "aol", apply: (weight) => aolRescale(weight) }] }));
  }

  static fromJSON(config: JsonObject): AolLinear {
    const fields = { inFeatures: "number", outFeatures: "number", bias: "boolean", kCoefLip: "number" } as const;
    const { inFeatures, outFeatures, ...rest } = readConfig("lipschitz.AolLinear", config, fields);
    return new AolLinear(inFeatures, outFeatures, { ...rest, rng: createRng(0) });
  }
}
