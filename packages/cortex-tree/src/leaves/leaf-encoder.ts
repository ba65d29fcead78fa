import type { Rng } from "@surenet/tensor-backend";
import { Linear, type Module, ReLU } from "@surenet/nn";
import { ScaleNorm } from "../blocks/scale-norm.ts";
import { TiedLinear } from "./tied-linear.ts";

export interface LeafEncoderOptions {
  readonly rng: Rng;
  readonly numLayers?: number;
  readonly lastLayerBias?: boolean;
  readonly layernorm?: boolean;
}

/** The layers of a leaf: `[norm] · (linear, relu)^numLayers · linear`. */
export function leafEncoder(
  inDim: number,
  outDim: number,
  { rng, numLayers = 0, lastLayerBias = true, layernorm = false }: LeafEncoderOptions,
): readonly Module[] {
  // prettier-ignore
  const hidden = Array.from({ length: numLayers }, () => [new Linear(inDim, inDim, { rng }), new ReLU()]).flat();
  return [...(layernorm ? [new ScaleNorm(inDim)] : []), ...hidden, new TiedLinear(inDim, outDim, { rng, bias: lastLayerBias })];
}
