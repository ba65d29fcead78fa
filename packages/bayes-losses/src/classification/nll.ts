import { type Tensor, reshape, tidy } from "@tensorflow/tfjs-core";
import { type Reduction, nllLoss } from "@surenet/losses";
import { SurenetError } from "@surenet/tensor-backend";
import { foldClasses } from "../samples/fold-classes.ts";
import { SampledLoss, type SampledLossOptions } from "../samples/sampled-loss.ts";

export interface NLLLossOptions extends SampledLossOptions {
  /** `[classes]`: a factor for each; the mean divides by the factors of the targets. */
  readonly weight?: Tensor;
  /** Class numbers of this value count nothing; default -100. */
  readonly ignoreIndex?: number;
}

/**
 * The negative log likelihood of class numbers under log probabilities: `-log p_y` for every sample.
 *
 * @throws SurenetError `E_OPTION`; from `forward` `E_SHAPE`, `E_DTYPE` for targets that are no integers, `E_VALUE` for an empty batch or a number that is no class
 * @example new NLLLoss().forward(tensor([[[-1, -2]], [[-3, -4]]]), tensor([1], [1], "int32")) // two samples: (2 + 4) / 2 = 3
 */
export class NLLLoss extends SampledLoss<NLLLossOptions> {
  constructor(options: NLLLossOptions = {}) {
    super("NLLLoss", options, ["weight", "ignoreIndex"]);
  }

  reduced(pred: Tensor, target: Tensor, reduction: Reduction): Tensor {
    if (target.dtype !== "int32")
      throw new SurenetError("E_DTYPE", { where: "NLLLoss", problem: "targets are class numbers", expected: "int32", got: target.dtype });
    return tidy(() => {
      const { lead, ...folded } = foldClasses("NLLLoss", pred, target);
      const loss = nllLoss(folded.pred, folded.target, { ...this.options, reduction });
      return reduction === "none" ? reshape(loss, [...lead, ...loss.shape.slice(folded.pred.rank === 1 ? 0 : 1)]) : loss;
    });
  }
}
