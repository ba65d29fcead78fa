import { type NamedAttrMap, Reshape, type ReshapeAttrs, Step, type StepAttrs, clone, relu, sign, util } from "@tensorflow/tfjs-core"; // prettier-ignore
import { type ComposedCall, composedKernel } from "../composed/composed-kernel.ts";
import type { Kernel } from "../kernel.ts";

/** Operations that the native engine composes of many calls, each of which costs about 20 µs, or makes where nothing is to be done. */
export const cheaper: readonly Kernel[] = [
  composedKernel(Step, ["tensorflow"], ({ inputs: { x }, attrs, stock }: ComposedCall<"x", Partial<StepAttrs>>) =>
    (attrs.alpha ?? 0) === 0 && x.dtype === "float32" ? sign(relu(x)) : stock({ x }, attrs as NamedAttrMap),
  ),
  composedKernel(Reshape, ["tensorflow"], ({ inputs: { x }, attrs, stock }: ComposedCall<"x", ReshapeAttrs>) =>
    util.arraysEqual(x.shape, attrs.shape) ? clone(x) : stock({ x }, attrs),
  ),
];
