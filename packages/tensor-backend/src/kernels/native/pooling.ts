import {
  AvgPool, type AvgPoolAttrs, AvgPoolGrad, type AvgPoolGradAttrs, MaxPool, type MaxPoolAttrs, MaxPoolGrad, type MaxPoolGradAttrs, type Tensor, backend_util, div, pad, slice,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { type ComposedCall, composedKernel } from "../composed/composed-kernel.ts";
import { frame, namedPadding } from "../composed/frame.ts";
import { shareInside } from "../composed/share-inside.ts";
import type { Kernel } from "../kernel.ts";

/**
 * Pools of the native engine with any padding; its own know `same` and `valid` only. What stands in the frame never wins a maximum and never counts in
 * a mean.
 */
export const pools: readonly Kernel[] = [
  composedKernel(MaxPool, ["tensorflow"], ({ inputs: { x }, attrs, stock }: ComposedCall<"x", MaxPoolAttrs>) => {
    const info = geometry(x, attrs);
    const padding = namedPadding(info);
    return padding === undefined
      ? stock({ x: pad(x, frame(info).paddings, -Infinity) }, { ...attrs, pad: "valid" })
      : stock({ x }, { ...attrs, pad: padding });
  }),

  composedKernel(MaxPoolGrad, ["tensorflow"], ({ inputs, attrs, stock }: ComposedCall<"dy" | "input" | "output", MaxPoolGradAttrs>) => {
    const { dy, input, output } = inputs;
    const info = geometry(input, attrs);
    const padding = namedPadding(info);
    if (padding !== undefined) return stock(inputs, { ...attrs, pad: padding });
    const { paddings, begin } = frame(info);
    return slice(stock({ dy, input: pad(input, paddings, -Infinity), output }, { ...attrs, pad: "valid" }), begin, input.shape);
  }),

  composedKernel(AvgPool, ["tensorflow"], ({ inputs: { x }, attrs, stock }: ComposedCall<"x", AvgPoolAttrs>) => {
    const info = geometry(x, attrs);
    const padding = namedPadding(info);
    if (padding !== undefined) return stock({ x }, { ...attrs, pad: padding });
    return div(stock({ x: pad(x, frame(info).paddings) }, { ...attrs, pad: "valid" }), shareInside(info));
  }),

  composedKernel(AvgPoolGrad, ["tensorflow"], ({ inputs: { dy, input }, attrs, stock }: ComposedCall<"dy" | "input", AvgPoolGradAttrs>) => {
    const info = geometry(input, attrs);
    const padding = namedPadding(info);
    if (padding !== undefined) return stock({ dy, input }, { ...attrs, pad: padding });
    const { paddings, begin } = frame(info);
    const framed = pad(input, paddings);
    return slice(stock({ dy: div(dy, shareInside(info)), input: framed }, { ...attrs, pad: "valid" }), begin, input.shape);
  }),
];

function geometry({ shape }: Tensor, { filterSize, strides, pad, ...attrs }: AvgPoolGradAttrs | MaxPoolAttrs): backend_util.Conv2DInfo {
  const rounding = "dimRoundingMode" in attrs ? attrs.dimRoundingMode : undefined;
  return backend_util.computePool2DInfo(shape as [number, number, number, number], filterSize, strides, 1, pad, rounding);
}
