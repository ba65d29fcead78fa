import {
  Conv2D, type Conv2DAttrs, Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs, Conv2DBackpropInput, type Conv2DBackpropInputAttrs, DepthwiseConv2dNative,
  type DepthwiseConv2dNativeAttrs, DepthwiseConv2dNativeBackpropFilter, type DepthwiseConv2dNativeBackpropFilterAttrs, DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropInputAttrs, type GradConfig,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { dilate, dilatedShape, ratesOf, undilate } from "../kernels/composed/dilated-filter.ts";
import { rule } from "./rule.ts";
import { runKernel } from "./run-kernel.ts";

/**
 * Gradients of convolutions. A convolution, its filter gradient and its input gradient are the three partial derivatives of one trilinear form
 * `⟨dy, conv(x, f)⟩`, so each one's gradients are the other two, to any order.
 */
export const convolutions: readonly GradConfig[] = [
  rule(Conv2D, ["x", "filter"], (dy, { x, filter }, attrs: Conv2DAttrs) => {
    const rates = ratesOf(attrs.dilations);
    return {
      x: () => runKernel(Conv2DBackpropInput, { dy, filter: dilate(filter, rates) }, { ...geometry(attrs), inputShape: x.shape }),
      filter: () => {
        const filterShape = dilatedShape(filter.shape, rates);
        return undilate(runKernel(Conv2DBackpropFilter, { x, dy }, { ...geometry(attrs), filterShape }), rates);
      },
    };
  }),
  rule(Conv2DBackpropInput, ["dy", "filter"], (ddx, { dy, filter }, attrs: Conv2DBackpropInputAttrs) => ({
    dy: () => runKernel(Conv2D, { x: ddx, filter }, { ...geometry(attrs), dilations: 1 }),
    filter: () => runKernel(Conv2DBackpropFilter, { x: ddx, dy }, { ...geometry(attrs), filterShape: filter.shape }),
  })),
  rule(Conv2DBackpropFilter, ["x", "dy"], (ddf, { x, dy }, attrs: Conv2DBackpropFilterAttrs) => ({
    x: () => runKernel(Conv2DBackpropInput, { dy, filter: ddf }, { ...geometry(attrs), inputShape: x.shape }),
    dy: () => runKernel(Conv2D, { x, filter: ddf }, { ...geometry(attrs), dilations: 1 }),
  })),

  rule(DepthwiseConv2dNative, ["x", "filter"], (dy, { x, filter }, attrs: DepthwiseConv2dNativeAttrs) => {
    const rates = ratesOf(attrs.dilations);
    const same = { strides: attrs.strides, pad: attrs.pad, dimRoundingMode: attrs.dimRoundingMode, dilations: [1, 1] };
    return {
      x: () => runKernel(DepthwiseConv2dNativeBackpropInput, { dy, filter: dilate(filter, rates) }, { ...same, inputShape: x.shape }),
      filter: () => {
        const filterShape = dilatedShape(filter.shape, rates);
        return undilate(runKernel(DepthwiseConv2dNativeBackpropFilter, { x, dy }, { ...same, filterShape }), rates);
      },
    };
  }),
  rule(DepthwiseConv2dNativeBackpropInput, ["dy", "filter"], (ddx, { dy, filter }, attrs: DepthwiseConv2dNativeBackpropInputAttrs) => ({
    dy: () => runKernel(DepthwiseConv2dNative, { x: ddx, filter }, { ...attrs, dataFormat: "NHWC" }),
    filter: () => runKernel(DepthwiseConv2dNativeBackpropFilter, { x: ddx, dy }, { ...attrs, filterShape: filter.shape }),
  })),
  rule(DepthwiseConv2dNativeBackpropFilter, ["x", "dy"], (ddf, { x, dy }, attrs: DepthwiseConv2dNativeBackpropFilterAttrs) => ({
    x: () => runKernel(DepthwiseConv2dNativeBackpropInput, { dy, filter: ddf }, { ...attrs, inputShape: x.shape }),
    dy: () => runKernel(DepthwiseConv2dNative, { x, filter: ddf }, { ...attrs, dataFormat: "NHWC" }),
  })),
];

/** The attributes that a convolution shares with its two gradients. */
function geometry({
  strides,
  pad,
  dataFormat,
  dimRoundingMode,
}: Pick<Conv2DAttrs, "strides" | "pad" | "dataFormat" | "dimRoundingMode">): object {
  return { strides, pad, dataFormat, dimRoundingMode };
}
