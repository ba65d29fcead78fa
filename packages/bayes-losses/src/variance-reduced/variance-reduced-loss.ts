import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { GaussianLayer } from "@surenet/bayes-nn";
import { type Reduction, checkReduction } from "@surenet/losses";
import { checkOptions, unsupported } from "@surenet/tensor-backend";
import type { SampledLoss, SampledLossOptions } from "../samples/sampled-loss.ts";

/** Mean and variance of a layer's outputs, `[..samples, batch, out]`. */
export interface OutputMoments {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * A loss whose expectation over the last layer's parameters is taken in closed form, or bounded, in place of drawing them.
 *
 * It sees the layer's input, which may itself be drawn, and the layer. The outputs of a Gaussian layer are Gaussian whatever its covariance, so their means and
 * variances are all that is needed; in evaluation an output layer's temperature divides the means and leaves the variances.
 */
export abstract class VarianceReducedLoss {
  readonly options: SampledLossOptions;
  readonly reduction: Reduction;
  /** The loss of single outputs, which this one averages over the layer's distribution. */
  abstract readonly plain: SampledLoss;
  readonly #where: string;

  protected constructor(where: string, options: SampledLossOptions) {
    checkOptions(where, options, ["reduction"]);
    const { reduction = "mean" } = options;
    checkReduction(where, reduction);
    this.#where = where;
    this.options = { ...options };
    this.reduction = reduction;
  }

  /**
   * @param inputRepresentation what the layer would be applied to, `[..samples, batch, in]`, borrowed
   * @param target without axes of samples
   * @returns a scalar, or with `reduction: "none"` a loss for every sample and entry; owned by the caller
   * @throws SurenetError `E_UNSUPPORTED` for a layer without Gaussian parameters, `E_SHAPE`, `E_VALUE`
   */
  forward(inputRepresentation: Tensor, outputLayer: GaussianLayer, target: Tensor): Tensor {
    return this.reduced(inputRepresentation, outputLayer, target, this.reduction);
  }

  reduced(inputRepresentation: Tensor, outputLayer: GaussianLayer, target: Tensor, reduction: Reduction): Tensor {
    if (!(outputLayer instanceof GaussianLayer))
      throw unsupported({
        where: this.#where,
        problem: "the output layer has no distribution to integrate over",
        fix: "Use a GaussianLinear of @surenet/bayes-nn, or the plain loss.",
      });
    return tidy(() => this.expected(outputLayer.moments(inputRepresentation), target, reduction));
  }

  /** The loss from the moments; runs in a tidy. */
  protected abstract expected(moments: OutputMoments, target: Tensor, reduction: Reduction): Tensor;
}
