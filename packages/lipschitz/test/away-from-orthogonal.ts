import { add, tidy } from "@tensorflow/tfjs-core";
import type { Parameter } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";

/** A layer whose weights start orthogonal, moved: where products of columns are zero the gradient of their absolute values is a matter of rounding. */
export function awayFromOrthogonal<L extends { readonly weight: Parameter }>(layer: L): L {
  tidy(() => layer.weight.assign(add(layer.weight.variable, createRng(5).normal([...layer.weight.shape]))));
  return layer;
}
