import { type Tensor, transpose } from "@tensorflow/tfjs-core";
import { FrobeniusLinear, SpectralLinear } from "@surenet/lipschitz";
import { createRng } from "@surenet/tensor-backend";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { type Layout, weightLayerProtocol } from "./weight-layer.ts";

const same = (t: Tensor): Tensor => t;
const linearLayout: Layout = { weightIn: transpose, weightOut: transpose, xIn: same, xOut: same, vIn: same, vOut: same };

/** SpectralLinear in parity mode. */
export function spectralLinear(golden: CaseReader): Record<string, Got> {
  golden.param("class");
  const options = golden.options(["bias", "k_coef_lip", "eps_spectral", "eps_bjorck"], ["epsBjorck"]);
  const [inFeatures = 0, outFeatures = 0] = [golden.param<number>("in_features"), golden.param<number>("out_features")];
  const layer = new SpectralLinear(inFeatures, outFeatures, { rng: createRng(0), projection: "torchlip", ...options });
  return weightLayerProtocol(golden, layer, linearLayout);
}

export function frobeniusLinear(golden: CaseReader): Record<string, Got> {
  golden.param("class");
  const options = golden.options(["bias", "k_coef_lip", "disjoint_neurons"]);
  const [inFeatures = 0, outFeatures = 0] = [golden.param<number>("in_features"), golden.param<number>("out_features")];
  return weightLayerProtocol(golden, new FrobeniusLinear(inFeatures, outFeatures, { rng: createRng(0), ...options }), linearLayout);
}
