import {
  AvgPoolGrad,
  type AvgPoolGradAttrs,
  MaxPoolGrad,
  type MaxPoolGradAttrs,
  type TensorInfo,
  backend_util,
} from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";
import { eachWindow } from "./windows.ts";

/**
 * Adds each window's gradient to the first largest element of the window.
 *
 * The wasm engine starts its search for the largest element at 0, so a window of negative numbers loses its gradient.
 */
export const maxPoolGrad: Kernel = kernel(
  MaxPoolGrad,
  ["wasm"],
  ({ inputs: { dy, input }, attrs, memory }: KernelCall<"dy" | "input", MaxPoolGradAttrs>) => {
    const info = geometry(input, attrs, attrs.dimRoundingMode);
    const dx = memory.make(input.shape);
    const [gradients, x, out] = memory.views(dy, input, dx);
    out.fill(0);
    eachWindow(info, ({ pixels, count }, output) => {
      for (let channel = 0; channel < info.inChannels; channel++) {
        let best = (pixels[0] ?? 0) + channel;
        for (let i = 1; i < count; i++) {
          const at = (pixels[i] ?? 0) + channel;
          if ((x[at] ?? 0) > (x[best] ?? 0)) best = at;
        }
        out[best] = (out[best] ?? 0) + (gradients[output + channel] ?? 0);
      }
    });
    return dx;
  },
);

/**
 * Shares each window's gradient among the pixels that were averaged.
 *
 * The engines' own kernels divide by the whole window also at a padded border, where the forward pass averaged fewer pixels.
 */
export const avgPoolGrad: Kernel = kernel(
  AvgPoolGrad,
  ["wasm", "cpu"],
  ({ inputs: { dy, input }, attrs, memory }: KernelCall<"dy" | "input", AvgPoolGradAttrs>) => {
    const info = geometry(input, attrs);
    const dx = memory.make(input.shape);
    const [gradients, out] = memory.views(dy, dx);
    out.fill(0);
    eachWindow(info, ({ pixels, count }, output) => {
      for (let i = 0; i < count; i++) {
        const pixel = pixels[i] ?? 0;
        for (let channel = 0; channel < info.inChannels; channel++) {
          out[pixel + channel] = (out[pixel + channel] ?? 0) + (gradients[output + channel] ?? 0) / count;
        }
      }
    });
    return dx;
  },
);

/** The windows of a pooling. */
export function geometry(
  input: TensorInfo,
  { filterSize, strides, pad }: AvgPoolGradAttrs,
  rounding?: "floor" | "round" | "ceil",
): backend_util.Conv2DInfo {
  return backend_util.computePool2DInfo(input.shape as [number, number, number, number], filterSize, strides, 1, pad, rounding);
}
