import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { type Reduction, mseLoss } from "@surenet/losses";
import { alignTarget } from "../samples/align-target.ts";
import { SampledLoss, type SampledLossOptions } from "../samples/sampled-loss.ts";

/**
 * The squared error of every sample: `(x - y)²`.
 *
 * @throws SurenetError `E_OPTION`; from `forward` `E_SHAPE`, `E_VALUE` for an empty batch
 * @example new MSELoss().forward(tensor([[1, 2], [3, 4]]), tensor([1, 2])) // two samples: (0 + 0 + 4 + 4) / 4 = 2
 */
export class MSELoss extends SampledLoss {
  constructor(options: SampledLossOptions = {}) {
    super("MSELoss", options);
  }

  reduced(pred: Tensor, target: Tensor, reduction: Reduction): Tensor {
    return tidy(() => mseLoss(pred, alignTarget("MSELoss", pred, target), { reduction }));
  }
}
