import { type Tensor, add, cast, mul, oneHot, reshape, sum } from "@tensorflow/tfjs-core";
import { type Reduction, crossEntropy, reduce } from "@surenet/losses";
import { CrossEntropyLoss } from "../classification/cross-entropy.ts";
import { foldClasses } from "../samples/fold-classes.ts";
import type { SampledLossOptions } from "../samples/sampled-loss.ts";
import { type OutputMoments, VarianceReducedLoss } from "./variance-reduced-loss.ts";

/**
 * An upper bound of the expected cross entropy of a Gaussian output layer: `-m_y + log Σ_c e^(m_c + v_c/2)`, by Jensen's inequality for the logarithm.
 *
 * Targets are class numbers, or probabilities, over whose classes the first term is averaged.
 *
 * Known weakness: only the variances count, not how the classes covary; the bound pulls them down, so it trains other standard deviations than the sampled loss
 * does, and the gradient for them can vary more.
 *
 * @throws SurenetError `E_OPTION`; from `forward` `E_UNSUPPORTED`, `E_SHAPE`, `E_VALUE`
 * @example new CrossEntropyLossVR().forward(h, model.layers[2], y) // h [8, batch, 256], y int32 [batch]
 */
export class CrossEntropyLossVR extends VarianceReducedLoss {
  readonly plain: CrossEntropyLoss;

  constructor(options: SampledLossOptions = {}) {
    super("CrossEntropyLossVR", options);
    this.plain = new CrossEntropyLoss(options);
  }

  protected expected({ mean, variance }: OutputMoments, target: Tensor, reduction: Reduction): Tensor {
    const half = mul(variance, 0.5);
    const folded = foldClasses("CrossEntropyLossVR", add(mean, half), target);
    const bound = crossEntropy(folded.pred, folded.target, { reduction: "none" }); // log Σ e^(m + v/2) - m_y - v_y/2
    const classes = mean.shape.at(-1) ?? 1;
    const shares = folded.target.dtype === "int32" ? cast(oneHot(reshape(folded.target, [-1]), classes), "float32") : folded.target;
    const own = sum(mul(reshape(half, [-1, classes]), reshape(shares, [-1, classes])), -1);
    return reduce(reshape(add(reshape(bound, [-1]), own), [...folded.lead]), reduction);
  }
}
