import type { Tensor } from "@tensorflow/tfjs-core";
import { type Reduction, checkReduction } from "@surenet/losses";
import { checkOptions } from "@surenet/tensor-backend";

export interface SampledLossOptions {
  /** Over all samples and batch entries together; default `"mean"`. */
  readonly reduction?: Reduction;
}

/**
 * A loss of predictions that may have axes of samples in front of the batch, `[..samples, batch, ..]`, against targets that have none.
 *
 * An object holds its options; `reduced` computes the same loss with another reduction, as `VariationalFreeEnergy` asks for.
 */
export abstract class SampledLoss<Options extends SampledLossOptions = SampledLossOptions> {
  readonly options: Options;
  readonly reduction: Reduction;

  protected constructor(where: string, options: Options, known: readonly string[] = []) {
    checkOptions(where, options, ["reduction", ...known]);
    const { reduction = "mean" } = options;
    checkReduction(where, reduction);
    this.options = { ...options };
    this.reduction = reduction;
  }

  /** @returns a scalar, or with `reduction: "none"` a loss for every sample and entry; owned by the caller */
  forward(pred: Tensor, target: Tensor): Tensor {
    return this.reduced(pred, target, this.reduction);
  }

  abstract reduced(pred: Tensor, target: Tensor, reduction: Reduction): Tensor;
}
