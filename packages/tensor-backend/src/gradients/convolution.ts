import {
  Conv2D, type Conv2DAttrs, Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs, Conv2DBackpropInput, type Conv2DBackpropInputAttrs, DepthwiseConv2dNative,
  type DepthwiseConv2dNativeAttrs, DepthwiseConv2dNativeBackpropFilter, type DepthwiseConv2dNativeBackpropFilterAttrs, DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropInputAttrs, type GradConfig, type Tensor, pad, reshape, slice, stridedSlice,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { rule } from "./rule.ts";
import { runKernel } from "./run-kernel.ts";

/**
 * Gradients of convolutions. A convolution, its filter gradient and its input gradient are the three partial derivatives of one trilinear form
 * `⟨dy, conv(x, f)⟩`, so each one's gradients are the other two, to any order.
 */
export const convolutions: readonly GradConfig[] = [
  rule(Conv2D, ["x", "filter"], (dy, { x, filter }, attrs: Conv2DAttrs) => {
    const rates = pair(attrs.dilations);
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
    const rates = pair(attrs.dilations);
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

type Rates = readonly [number, number];

function pair(dilations: number | [number, number] | null | undefined): Rates {
  return typeof dilations === "number" ? [dilations, dilations] : (dilations ?? [1, 1]);
}

/** A dilated convolution is the plain one with zeros between the filter's taps; no engine knows the gradients of the dilated form itself. */
function dilate(filter: Tensor, [height, width]: Rates): Tensor {
  if (height === 1 && width === 1) return filter;
  const [rows = 1, columns = 1, inputs = 1, outputs = 1] = filter.shape;
  const spaced = pad(reshape(filter, [rows, 1, columns, inputs * outputs]), [[0, 0], [0, height - 1], [0, 0], [0, 0]]); // prettier-ignore
  const grid = pad(reshape(spaced, [rows * height, columns, 1, inputs * outputs]), [[0, 0], [0, 0], [0, width - 1], [0, 0]]); // prettier-ignore
  return slice(reshape(grid, [rows * height, columns * width, inputs, outputs]), 0, dilatedShape(filter.shape, [height, width]));
}

/** The adjoint of {@link dilate}: the gradient at the taps. */
function undilate(gradient: Tensor, [height, width]: Rates): Tensor {
  if (height === 1 && width === 1) return gradient;
  return stridedSlice(gradient, [0, 0, 0, 0], gradient.shape, [height, width, 1, 1]);
}

function dilatedShape([rows = 1, columns = 1, ...channels]: number[], [height, width]: Rates): number[] {
  return [(rows - 1) * height + 1, (columns - 1) * width + 1, ...channels];
}
