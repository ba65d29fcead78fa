import { Tensor, clone, maximum, tidy } from "@tensorflow/tfjs-core";
import { Module } from "@surenet/nn";
import type { TrunkOutputs } from "../tree/outputs.ts";

/** The features of one root, or of another trunk, as a trunk sees them. */
export type TrunkInput = {
  readonly features: Tensor;
  readonly paddingMask?: Tensor;
};

/**
 * Joins roots. A trunk of your own, from any family, implements `joined`, and says which widths it takes and gives.
 *
 * On a tensor a trunk of one input is a plain module.
 */
export abstract class TrunkNode extends Module {
  abstract readonly inDims: readonly number[];
  abstract readonly outDim: number;

  /** Runs in a tidy; what is handed on unchanged is cloned by the caller. */
  protected abstract joined(inputs: readonly TrunkInput[]): Tensor;

  forward(x: Tensor): Tensor;
  forward(inputs: readonly TrunkInput[]): TrunkOutputs;
  forward(inputs: Tensor | readonly TrunkInput[]): Tensor | TrunkOutputs {
    if (inputs instanceof Tensor) return tidy(() => clone(this.joined([{ features: inputs }])));
    return tidy(() => {
      const paddingMask = anyToken(inputs);
      return { trunkFeatures: clone(this.joined(inputs)), ...(paddingMask === undefined ? {} : { paddingMask }) };
    });
  }
}

/** A position is a token where any input has one. */
function anyToken(inputs: readonly TrunkInput[]): Tensor | undefined {
  const masks = inputs.flatMap(({ paddingMask }) => (paddingMask === undefined ? [] : [paddingMask]));
  const [first] = masks;
  return first === undefined ? undefined : masks.slice(1).reduce((all, mask) => maximum(all, mask), clone(first));
}
