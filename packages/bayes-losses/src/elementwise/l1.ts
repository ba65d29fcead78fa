import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { type Reduction, l1Loss } from "@surenet/losses";
import { alignTarget } from "../samples/align-target.ts";
import { SampledLoss, type SampledLossOptions } from "../samples/sampled-loss.ts";

/**
 * The absolute error of every sample: `|x - y|`.
 *
 * @throws SurenetError `E_OPTION`; from `forward` `E_SHAPE`, `E_VALUE` for an empty batch
 * @example new L1Loss().forward(tensor([[1, 2], [3, 4]]), tensor([1, 2])) // two samples: (0 + 0 + 2 + 2) / 4 = 1
 */
export class L1Loss extends SampledLoss {
  constructor(options: SampledLossOptions = {}) {
    super("L1Loss", options);
  }

  reduced(pred: Tensor, target: Tensor, reduction: Reduction): Tensor {
    return tidy(() => l1Loss(pred, alignTarget("L1Loss", pred, target), { reduction }));
  }
}
