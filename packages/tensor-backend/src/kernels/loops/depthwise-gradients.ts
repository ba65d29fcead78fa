import {
  DepthwiseConv2dNativeBackpropFilter, type DepthwiseConv2dNativeBackpropFilterAttrs, DepthwiseConv2dNativeBackpropInput, type DepthwiseConv2dNativeBackpropInputAttrs,
  backend_util,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";
import { eachWindow } from "./windows.ts";

type Shape4D = [number, number, number, number];

/** `dx[p, c] = Σ_q dy[o, c·m + q] · f[tap, c, q]` over all outputs `o` that see pixel `p`; `m` filters per channel. The wasm engine has none. */
export const depthwiseBackpropInput: Kernel = kernel(
  DepthwiseConv2dNativeBackpropInput,
  ["wasm"],
  ({ inputs: { dy, filter }, attrs, memory }: KernelCall<"dy" | "filter", DepthwiseConv2dNativeBackpropInputAttrs>) => {
    const { strides, dilations, pad, dimRoundingMode, inputShape } = attrs;
    const info = backend_util.computeConv2DInfo(inputShape, filter.shape as Shape4D, strides, dilations, pad, dimRoundingMode, true);
    const dx = memory.make(inputShape);
    const [gradients, weights, out] = memory.views(dy, filter, dx);
    const { inChannels, outChannels } = info;
    const multiplier = outChannels / inChannels;
    out.fill(0);
    eachWindow(info, ({ pixels, taps, count }, output) => {
      for (let i = 0; i < count; i++) {
        const [pixel, tap] = [pixels[i] ?? 0, (taps[i] ?? 0) * outChannels];
        for (let q = 0; q < multiplier; q++) {
          for (let at = pixel, o = q; o < outChannels; at++, o += multiplier) {
            out[at] = (out[at] ?? 0) + (gradients[output + o] ?? 0) * (weights[tap + o] ?? 0);
          }
        }
      }
    });
    return dx;
  },
);

/** `df[tap, c, q] = Σ x[p, c] · dy[o, c·m + q]` over all pixels `p` under that tap of output `o`, in float64. The wasm engine has none. */
export const depthwiseBackpropFilter: Kernel = kernel(
  DepthwiseConv2dNativeBackpropFilter,
  ["wasm"],
  ({ inputs: { x, dy }, attrs, memory }: KernelCall<"x" | "dy", DepthwiseConv2dNativeBackpropFilterAttrs>) => {
    const { strides, dilations, pad, dimRoundingMode, filterShape } = attrs;
    const info = backend_util.computeConv2DInfo(x.shape as Shape4D, filterShape, strides, dilations, pad, dimRoundingMode, true);
    const df = memory.make(filterShape);
    const [input, gradients, out] = memory.views(x, dy, df);
    const { inChannels, outChannels } = info;
    const multiplier = outChannels / inChannels;
    const sums = new Float64Array(out.length);
    eachWindow(info, ({ pixels, taps, count }, output) => {
      for (let i = 0; i < count; i++) {
        const [pixel, tap] = [pixels[i] ?? 0, (taps[i] ?? 0) * outChannels];
        for (let q = 0; q < multiplier; q++) {
          for (let at = pixel, o = q; o < outChannels; at++, o += multiplier) {
            sums[tap + o] = (sums[tap + o] ?? 0) + (input[at] ?? 0) * (gradients[output + o] ?? 0);
          }
        }
      }
    });
    out.set(sums);
    return df;
  },
);
