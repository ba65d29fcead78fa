import { checkOptions, createRng } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { FrobeniusNorm } from "../parametrisations/frobenius-norm.ts";
import { ConstrainedLinear, type ConstrainedLinearOptions } from "./constrained-linear.ts";

export interface FrobeniusLinearOptions extends ConstrainedLinearOptions {
  /** True: every output alone is kCoefLip-Lipschitz. False: all outputs together are. */
  readonly disjointNeurons?: boolean;
}

/**
 * A linear layer with normalised weights: `y = x · (k W / ‖W‖) + b`, the norm taken of each output's weights or of all of them.
 *
 * The head of a certified classifier: with unit weights for each class, a margin between two classes has the Lipschitz constant `‖w_i - w_j‖`. The raw
 * weight starts at unit norm, which sets the head's effective learning rate.
 *
 * @throws SurenetError `E_OPTION`
 * @example new FrobeniusLinear(256, 10, { rng })
 */
export class FrobeniusLinear extends ConstrainedLinear {
  static readonly id: string = "lipschitz.FrobeniusLinear";
  readonly disjointNeurons: boolean;

  constructor(inFeatures: number, outFeatures: number, options: FrobeniusLinearOptions) {
    checkOptions("FrobeniusLinear", options, ["rng", "bias", "kCoefLip", "disjointNeurons"]);
    const { disjointNeurons = true } = options;
    super(inFeatures, outFeatures, options, () => ({ parametrisations: [new FrobeniusNorm({ disjointNeurons })] }));
    this.disjointNeurons = disjointNeurons;
  }

  static fromJSON(config: JsonObject): FrobeniusLinear {
    const { inFeatures, outFeatures, ...rest } = readConfig("lipschitz.FrobeniusLinear", config, {
      inFeatures: "number",
      outFeatures: "number",
      bias: "boolean",
      kCoefLip: "number",
      disjointNeurons: "boolean",
    });
    return new FrobeniusLinear(inFeatures, outFeatures, { ...rest, rng: createRng(0) });
  }

  override config(): JsonObject {
    return { ...super.config(), disjointNeurons: this.disjointNeurons };
  }
}
