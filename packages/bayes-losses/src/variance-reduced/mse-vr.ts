import { type Tensor, add, squaredDifference } from "@tensorflow/tfjs-core";
import { type Reduction, reduce } from "@surenet/losses";
import { MSELoss } from "../elementwise/mse.ts";
import { alignTarget } from "../samples/align-target.ts";
import type { SampledLossOptions } from "../samples/sampled-loss.ts";
import { type OutputMoments, VarianceReducedLoss } from "./variance-reduced-loss.ts";

/**
 * The expected squared error of a Gaussian output layer, exactly: `(m - y)² + v` for each output.
 *
 * @throws SurenetError `E_OPTION`; from `forward` `E_UNSUPPORTED`, `E_SHAPE`, `E_VALUE`
 * @example new MSELossVR().forward(h, model.layers[2], y) // h [8, batch, 256]
 */
export class MSELossVR extends VarianceReducedLoss {
  readonly plain: MSELoss;

  constructor(options: SampledLossOptions = {}) {
    super("MSELossVR", options);
    this.plain = new MSELoss(options);
  }

  protected expected({ mean, variance }: OutputMoments, target: Tensor, reduction: Reduction): Tensor {
    return reduce(add(squaredDifference(mean, alignTarget("MSELossVR", mean, target)), variance), reduction);
  }
}
