import { type Tensor, neg, tidy } from "@tensorflow/tfjs-core";
import { type MultiGpuOptions, readMultiGpuOptions } from "./hkr-options.ts";
import { krLoss } from "./kr.ts";

/**
 * `-`{@link krLoss}: what a 1-Lipschitz critic minimises to estimate a Wasserstein distance.
 *
 * @example negKrLoss(tensor([[3], [1]]), tensor([[1], [0]])) // -(3 - 1) = -2
 */
export function negKrLoss(input: Tensor, target: Tensor, options: MultiGpuOptions = {}): Tensor {
  return tidy(() => neg(krLoss(input, target, options)));
}

/** {@link negKrLoss} with its options held. */
export class NegKRLoss {
  readonly options: MultiGpuOptions;

  constructor(options: MultiGpuOptions = {}) {
    this.options = readMultiGpuOptions("NegKRLoss", options);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return negKrLoss(input, target, this.options);
  }
}
