import { Tensor, clone, tidy } from "@tensorflow/tfjs-core";
import { Module } from "@surenet/nn";
import type { BranchOutputs, TrunkOutputs } from "../tree/outputs.ts";

/**
 * Makes of a trunk's features those of a group of tasks. A branch of your own implements `grown`, and says which width it takes and gives.
 *
 * On a tensor a branch is a plain module: its pooled features.
 */
export abstract class BranchNode extends Module {
  abstract readonly inDim: number;
  abstract readonly outDim: number;

  /** Runs in a tidy; what is handed on unchanged is cloned. */
  protected abstract grown(trunk: TrunkOutputs): BranchOutputs;

  forward(x: Tensor): Tensor;
  forward(trunk: TrunkOutputs): BranchOutputs;
  forward(trunk: Tensor | TrunkOutputs): Tensor | BranchOutputs {
    if (trunk instanceof Tensor) return tidy(() => clone(this.grown({ trunkFeatures: trunk }).pooledFeatures));
    return tidy(() => this.grown(trunk));
  }
}
