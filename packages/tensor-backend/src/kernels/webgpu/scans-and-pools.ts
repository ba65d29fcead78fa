import { AvgPoolGrad, type AvgPoolGradAttrs, Cumsum, type CumsumAttrs, backend_util, div, pad, slice } from "@tensorflow/tfjs-core";
import { type ComposedCall, composedKernel } from "../composed/composed-kernel.ts";
import { shareInside } from "../composed/share-inside.ts";
import type { Kernel } from "../kernel.ts";

/** Where the WebGPU engine gives other numbers than the rest. */
export const scansAndPools: readonly Kernel[] = [
  /** Its own exclusive sums are wrong for more than two rows: the inclusive ones of what comes before are taken. */
  composedKernel(Cumsum, ["webgpu"], ({ inputs: { x }, attrs, stock }: ComposedCall<"x", CumsumAttrs>) => {
    if (!attrs.exclusive) return stock({ x }, attrs);
    const { axis, reverse } = attrs;
    const shift = (before: number, after: number): [number, number][] => x.shape.map((_, i) => (i === axis ? [before, after] : [0, 0]));
    const begin = x.shape.map((_, i) => (i === axis && reverse ? 1 : 0));
    const shifted = slice(pad(x, reverse ? shift(0, 1) : shift(1, 0)), begin, x.shape);
    return stock({ x: shifted }, { axis, reverse, exclusive: false });
  }),

  /** Its own divides by the whole window also at a padded border, where the forward pass averaged fewer pixels. */
  composedKernel(AvgPoolGrad, ["webgpu"], ({ inputs: { dy, input }, attrs, stock }: ComposedCall<"dy" | "input", AvgPoolGradAttrs>) => {
    const { filterSize, strides, pad: padding } = attrs;
    const info = backend_util.computePool2DInfo(input.shape as [number, number, number, number], filterSize, strides, 1, padding);
    return stock({ dy: div(dy, shareInside(info)), input }, attrs);
  }),
];
