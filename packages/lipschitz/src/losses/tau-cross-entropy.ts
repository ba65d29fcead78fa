import { crossEntropy, type CrossEntropyOptions } from "@surenet/losses";
import { type Tensor, cast, div, mul, tidy } from "@tensorflow/tfjs-core";
import { positiveTau } from "./positive-tau.ts";

export interface TauCrossEntropyOptions extends CrossEntropyOptions {
  /** The inverse temperature: small trades accuracy for larger margins. */
  readonly tau: number;
}

/**
 * Cross entropy at a temperature: `CE(τ x, y) / τ`.
 *
 * A 1-Lipschitz network cannot scale its logits by itself, so τ sets how far the loss rewards a margin.
 *
 * @param input logits, as for `crossEntropy`
 * @returns as `crossEntropy`; owned by the caller
 * @example tauCrossEntropyLoss(tensor([[0, 0]]), tensor1d([1], "int32"), { tau: 2 }) // log 2 / 2 = 0.3466
 * @see Béthune et al. 2022, "Pay attention to your loss"
 */
export function tauCrossEntropyLoss(input: Tensor, target: Tensor, { tau, ...options }: TauCrossEntropyOptions): Tensor {
  positiveTau("tauCrossEntropyLoss", tau);
  return tidy(() => {
    const isDistribution = target.shape.join() === input.shape.join(); // one-hot rows of integers too
    return div(crossEntropy(mul(input, tau), isDistribution ? cast(target, "float32") : target, options), tau);
  });
}

/** {@link tauCrossEntropyLoss} with its options held. */
export class TauCrossEntropyLoss {
  readonly options: TauCrossEntropyOptions;

  constructor(options: TauCrossEntropyOptions) {
    positiveTau("TauCrossEntropyLoss", options.tau);
    this.options = options;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return tauCrossEntropyLoss(input, target, this.options);
  }
}
