import { type Tensor, matMul, reshape } from "@tensorflow/tfjs-core";
import { type JsonObject, positiveInteger } from "@surenet/nn";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { GAUSSIAN_OPTIONS, GaussianLayer, type GaussianOptions } from "./gaussian-layer.ts";
import { readGaussianConfig } from "./read-gaussian-config.ts";

/**
 * An affine map of the last axis with Gaussian weight and bias: `y = x · W + b`, `(b, W) ~ N(μ, Σ)`.
 *
 * The weight is `[in, out]`. In training a forward draws, in evaluation it is the mean network; `Draw` says otherwise: with `samples: n` the output has
 * `[n, .., out]`. Weights start normal with the parametrisation's standard deviation, biases at zero.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`; `E_UNSUPPORTED` for flipout with a covariance that is not diagonal
 * @see Blundell et al. 2015; Kingma, Salimans & Welling 2015, eq. 6 for `sampling: "local"`
 * @example new GaussianLinear(784, 10, { rng, layerType: "output" }).forward(x, { samples: 8 }) // [8, batch, 10]
 */
export class GaussianLinear extends GaussianLayer {
  static readonly id: string = "bayes.GaussianLinear";
  readonly inFeatures: number;
  readonly outFeatures: number;

  constructor(inFeatures: number, outFeatures: number, options: GaussianOptions) {
    checkOptions("GaussianLinear", options, [...GAUSSIAN_OPTIONS]);
    super("GaussianLinear", [positiveInteger("GaussianLinear", "inFeatures", inFeatures), positiveInteger("GaussianLinear", "outFeatures", outFeatures)], options); // prettier-ignore
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
  }

  static fromJSON(config: JsonObject): GaussianLinear {
    const { own, gaussian } = readGaussianConfig("bayes.GaussianLinear", config, { inFeatures: "number", outFeatures: "number" });
    return new GaussianLinear(own.inFeatures, own.outFeatures, gaussian);
  }

  override config(): JsonObject {
    return { inFeatures: this.inFeatures, outFeatures: this.outFeatures, ...this.gaussianConfig() };
  }

  protected fold(x: Tensor): { rows: Tensor; lead: readonly number[] } {
    if (x.rank < 1 || x.shape.at(-1) !== this.inFeatures)
      throw shapeMismatch({ where: "GaussianLinear.forward", expected: `[.., ${this.inFeatures}]`, got: x.shape });
    return { rows: x.rank === 2 ? x : reshape(x, [-1, this.inFeatures]), lead: x.shape.slice(0, -1) };
  }

  protected act(rows: Tensor, kernel: Tensor): Tensor {
    return matMul(rows, kernel);
  }

  protected signShapes(rows: Tensor): { input: readonly number[]; output: readonly number[] } {
    const [count = 1] = rows.shape;
    return { input: [count, this.inFeatures], output: [count, this.outFeatures] };
  }
}
