import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { type Reduction, bceWithLogits } from "@surenet/losses";
import { alignTarget } from "../samples/align-target.ts";
import { SampledLoss, type SampledLossOptions } from "../samples/sampled-loss.ts";

export interface BCEWithLogitsLossOptions extends SampledLossOptions {
  /** A factor for each element, broadcast against the batch. */
  readonly weight?: Tensor;
  /** A factor for the positive term, broadcast against the batch. */
  readonly posWeight?: Tensor;
}

/**
 * Binary cross entropy of logits: `w · ((1 - y) x + (1 + (p - 1) y) · softplus(-x))`.
 *
 * @throws SurenetError `E_OPTION`; from `forward` `E_SHAPE`, `E_VALUE` for an empty batch
 * @example new BCEWithLogitsLoss().forward(zeros([8, 4]), ones([4])) // log 2 = 0.6931
 */
export class BCEWithLogitsLoss extends SampledLoss<BCEWithLogitsLossOptions> {
  constructor(options: BCEWithLogitsLossOptions = {}) {
    super("BCEWithLogitsLoss", options, ["weight", "posWeight"]);
  }

  reduced(pred: Tensor, target: Tensor, reduction: Reduction): Tensor {
    const { weight, posWeight } = this.options;
    return tidy(() => bceWithLogits(pred, alignTarget("BCEWithLogitsLoss", pred, target), { weight, posWeight, reduction }));
  }
}
