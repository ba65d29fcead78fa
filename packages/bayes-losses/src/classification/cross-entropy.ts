import { type Tensor, reshape, tidy } from "@tensorflow/tfjs-core";
import { type Reduction, crossEntropy } from "@surenet/losses";
import { foldClasses } from "../samples/fold-classes.ts";
import { SampledLoss, type SampledLossOptions } from "../samples/sampled-loss.ts";

export interface CrossEntropyLossOptions extends SampledLossOptions {
  /** `[classes]`: a factor for each; the mean over class numbers divides by the factors of the targets. */
  readonly weight?: Tensor;
  /** Class numbers of this value count nothing; default -100. */
  readonly ignoreIndex?: number;
  /** ε in [0, 1]: the target becomes `(1 - ε) y + ε / classes`. */
  readonly labelSmoothing?: number;
}

/**
 * Cross entropy between logits and class numbers or probabilities: `-log softmax(x)_y` for every sample.
 *
 * @throws SurenetError `E_OPTION`; from `forward` `E_SHAPE`, `E_VALUE` for an empty batch or a number that is no class
 * @example new CrossEntropyLoss().forward(zeros([8, 4, 3]), tensor([0, 1, 2, 0], [4], "int32")) // log 3 = 1.0986
 */
export class CrossEntropyLoss extends SampledLoss<CrossEntropyLossOptions> {
  constructor(options: CrossEntropyLossOptions = {}) {
    super("CrossEntropyLoss", options, ["weight", "ignoreIndex", "labelSmoothing"]);
  }

  reduced(pred: Tensor, target: Tensor, reduction: Reduction): Tensor {
    return tidy(() => {
      const { lead, ...folded } = foldClasses("CrossEntropyLoss", pred, target);
      const loss = crossEntropy(folded.pred, folded.target, { ...this.options, reduction });
      return reduction === "none" ? reshape(loss, [...lead, ...loss.shape.slice(folded.pred.rank === 1 ? 0 : 1)]) : loss;
    });
  }
}
