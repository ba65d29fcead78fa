import { type Tensor, max, min, stack, tidy } from "@tensorflow/tfjs-core";
import { type Reduction, bceLoss } from "@surenet/losses";
import { canReadNow, invalidValue } from "@surenet/tensor-backend";
import { alignTarget } from "../samples/align-target.ts";
import { SampledLoss, type SampledLossOptions } from "../samples/sampled-loss.ts";

export interface BCELossOptions extends SampledLossOptions {
  /** A factor for each element, broadcast against the batch. */
  readonly weight?: Tensor;
}

/**
 * Binary cross entropy of probabilities: `-(y log p + (1 - y) log(1 - p))`, logarithms not below -100.
 *
 * @throws SurenetError `E_OPTION`; from `forward` `E_SHAPE`, `E_VALUE` for an empty batch or numbers outside [0, 1], which are read from the engine for it
 * @example new BCELoss().forward(tensor([[0.25], [0.5]]), tensor([1])) // two samples: (log 4 + log 2) / 2 = 1.0397
 */
export class BCELoss extends SampledLoss<BCELossOptions> {
  constructor(options: BCELossOptions = {}) {
    super("BCELoss", options, ["weight"]);
  }

  reduced(pred: Tensor, target: Tensor, reduction: Reduction): Tensor {
    checkProbabilities(pred);
    const { weight } = this.options;
    return tidy(() => bceLoss(pred, alignTarget("BCELoss", pred, target), { weight, reduction }));
  }
}

function checkProbabilities(pred: Tensor): void {
  if (pred.size === 0 || !canReadNow()) return; // nothing has an error of its own; WebGPU cannot be read at once
  const [low = NaN, high = NaN] = tidy(() => stack([min(pred), max(pred)]).dataSync());
  if (low >= 0 && high <= 1) return;
  throw invalidValue({
    where: "BCELoss",
    problem: "the predictions are no probabilities",
    expected: "numbers in [0, 1]",
    got: [low, high],
    fix: "Use BCEWithLogitsLoss for logits.",
  });
}
