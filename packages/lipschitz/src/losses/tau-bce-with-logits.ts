import { bceWithLogits, type BceWithLogitsOptions } from "@surenet/losses";
import { type Tensor, cast, div, greater, mul, tidy } from "@tensorflow/tfjs-core";
import { positiveTau } from "./positive-tau.ts";

export interface TauBceWithLogitsOptions extends BceWithLogitsOptions {
  readonly tau: number;
}

/**
 * Binary cross entropy of logits at a temperature: `BCE(τ x, [y > 0]) / τ`.
 *
 * @param target the input's shape; positive values mean 1, all others 0
 * @returns as `bceWithLogits`; owned by the caller
 * @example tauBceWithLogitsLoss(tensor([0]), tensor([-1]), { tau: 2 }) // log 2 / 2 = 0.3466
 */
export function tauBceWithLogitsLoss(input: Tensor, target: Tensor, { tau, ...options }: TauBceWithLogitsOptions): Tensor {
  positiveTau("tauBceWithLogitsLoss", tau);
  return tidy(() => div(bceWithLogits(mul(input, tau), cast(greater(target, 0), "float32"), options), tau));
}

/** {@link tauBceWithLogitsLoss} with its options held. */
export class TauBCEWithLogitsLoss {
  readonly options: TauBceWithLogitsOptions;

  constructor(options: TauBceWithLogitsOptions) {
    positiveTau("TauBCEWithLogitsLoss", options.tau);
    this.options = options;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return tauBceWithLogitsLoss(input, target, this.options);
  }
}
