import { type Tensor, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, orthogonalMatrix } from "@surenet/tensor-backend";
import { type JsonObject, type Linear, linear, Parameter, readConfig } from "@surenet/nn";
import { lowerDense } from "../certify/lower-dense.ts";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";
import { frobeniusNorm } from "../parametrisations/frobenius-norm.ts";
import { Scale } from "../parametrisations/scale.ts";
import { exportLinear } from "./export-linear.ts";

export interface FrobeniusLinearOptions extends LipschitzOptions {
  readonly rng: Rng;
  readonly bias?: boolean;
  /** True: every output alone is kCoefLip-Lipschitz. False: all outputs together are. */
  readonly disjointNeurons?: boolean;
}

/**
 * A linear layer with normalised weights: `y = x · (k W / ‖W‖) + b`, the norm taken of each output's weights or of all of them.
 *
 * The head of a certified classifier: with unit weights for each class, a margin between two classes has the Lipschitz constant `‖w_i - w_j‖`. The raw weight starts
 * orthonormal (at unit norm, which sets the head's effective learning rate), the bias at zero.
 *
 * @example new FrobeniusLinear(256, 10, { rng })
 */
export class FrobeniusLinear extends LipschitzModule {
  static readonly id: string = "lipschitz.FrobeniusLinear";
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly disjointNeurons: boolean;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly #scale: Scale;

  constructor(inFeatures: number, outFeatures: number, options: FrobeniusLinearOptions) {
    checkOptions("FrobeniusLinear", options, ["rng", "bias", "kCoefLip", "disjointNeurons"]);
    super(options);
    const { rng, bias = true, disjointNeurons = true } = options;
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.disjointNeurons = disjointNeurons;
    this.#scale = new Scale(this.kCoefLip);
    this.weight = new Parameter(() => tensor(orthogonalMatrix(inFeatures, outFeatures, rng), [inFeatures, outFeatures]), {
      parametrisations: [frobeniusNorm({ disjointNeurons }), this.#scale],
    });
    this.bias = bias ? new Parameter(() => zeros([outFeatures])) : undefined;
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
    const { inFeatures, outFeatures, kCoefLip, disjointNeurons } = this;
    return { inFeatures, outFeatures, bias: this.bias !== undefined, kCoefLip, disjointNeurons };
  }

  override setKCoefLip(kCoefLip: number): void {
    super.setKCoefLip(kCoefLip);
    this.#scale.factor = kCoefLip;
    this.weight.touch();
  }

  forward(x: Tensor): Tensor {
    return tidy(() => linear(x, this.weight.value, this.bias?.value));
  }

  override vanillaExport(): Linear {
    return exportLinear(this);
  }

  override lower(shape: readonly number[]): Promise<Lowered> {
    return lowerDense(this, shape);
  }
}
