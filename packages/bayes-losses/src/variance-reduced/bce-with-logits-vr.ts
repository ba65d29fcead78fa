import { type Tensor, add, mul, softplus, squeeze, sub } from "@tensorflow/tfjs-core";
import { type Reduction, reduce } from "@surenet/losses";
import { BCEWithLogitsLoss } from "../elementwise/bce-with-logits.ts";
import { alignTarget } from "../samples/align-target.ts";
import type { SampledLossOptions } from "../samples/sampled-loss.ts";
import { type OutputMoments, VarianceReducedLoss } from "./variance-reduced-loss.ts";

/**
 * An upper bound of the expected binary cross entropy of a Gaussian output layer, for each of its outputs.
 *
 * `y · softplus(-m + v/2) + (1 - y) · softplus(m + v/2)`, by Jensen's inequality for the logarithm and `E e^z = e^(m + v/2)`. With one output the target may leave
 * out its axis.
 *
 * Known weakness: a bound, and loose where v is large: it pulls the variances down.
 *
 * @throws SurenetError `E_OPTION`; from `forward` `E_UNSUPPORTED`, `E_SHAPE`, `E_VALUE`
 * @example new BCEWithLogitsLossVR().forward(h, head, y) // h [batch, 16], head 16-1, y [batch]
 */
export class BCEWithLogitsLossVR extends VarianceReducedLoss {
  readonly plain: BCEWithLogitsLoss;

  constructor(options: SampledLossOptions = {}) {
    super("BCEWithLogitsLossVR", options);
    this.plain = new BCEWithLogitsLoss(options);
  }

  protected expected(moments: OutputMoments, target: Tensor, reduction: Reduction): Tensor {
    const [mean, variance] = [withoutOutput(moments.mean, target), withoutOutput(moments.variance, target)];
    const y = alignTarget("BCEWithLogitsLossVR", mean, target);
    const half = mul(variance, 0.5);
    const positive = mul(y, softplus(sub(half, mean)));
    const negative = mul(sub(1, y), softplus(add(half, mean)));
    return reduce(add(positive, negative), reduction);
  }
}

/** A single output is a number for each entry of the batch, where the target has no axis for it. */
function withoutOutput(values: Tensor, target: Tensor): Tensor {
  const trailing = target.rank === 0 ? [] : values.shape.slice(-target.rank);
  return values.shape.at(-1) === 1 && (target.rank === 0 || trailing.join() !== target.shape.join()) ? squeeze(values, [-1]) : values;
}
