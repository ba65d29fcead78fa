import {
  Conv2D, type Conv2DAttrs, Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs, Conv2DBackpropInput, type Conv2DBackpropInputAttrs, DepthwiseConv2dNative,
  type DepthwiseConv2dNativeAttrs, DepthwiseConv2dNativeBackpropFilter, type DepthwiseConv2dNativeBackpropFilterAttrs, DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropInputAttrs, type Tensor, backend_util, pad, slice,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { type ComposedCall, composedKernel } from "../composed/composed-kernel.ts";
import { dilate, ratesOf } from "../composed/dilated-filter.ts";
import { frame, namedPadding } from "../composed/frame.ts";
import type { Kernel } from "../kernel.ts";

type Geometry = backend_util.Conv2DInfo;
type FilterAttrs = Conv2DBackpropFilterAttrs | DepthwiseConv2dNativeBackpropFilterAttrs;
type InputAttrs = Conv2DBackpropInputAttrs | DepthwiseConv2dNativeBackpropInputAttrs;

/**
 * Convolutions of the native engine. Its own refuse a padding given as a number, dilated depthwise filters, and in gradients every padding but `same`
 * and `valid`: unless the padding amounts to one of these, the image is put into a frame of zeros first.
 */
export const convolutions: readonly Kernel[] = [
  forward<Conv2DAttrs>(Conv2D, false),
  filterGradient(Conv2DBackpropFilter, false),
  inputGradient(Conv2DBackpropInput, false),
  forward<DepthwiseConv2dNativeAttrs>(DepthwiseConv2dNative, true),
  filterGradient(DepthwiseConv2dNativeBackpropFilter, true),
  inputGradient(DepthwiseConv2dNativeBackpropInput, true),
];

function forward<Attrs extends Conv2DAttrs | DepthwiseConv2dNativeAttrs>(name: string, depthwise: boolean): Kernel {
  return composedKernel(name, ["tensorflow"], ({ inputs: { x, filter }, attrs, stock }: ComposedCall<"x" | "filter", Attrs>) => {
    const rates = depthwise ? ratesOf(attrs.dilations) : ([1, 1] as const);
    const taps = dilate(filter, rates);
    const dilations = depthwise ? [1, 1] : attrs.dilations;
    const info = geometry(x.shape, taps.shape, { ...attrs, dilations }, depthwise);
    return visit(info, (padding, put) => stock({ x: put(x), filter: taps }, { ...attrs, dilations, pad: padding }), attrs);
  });
}

function filterGradient(name: string, depthwise: boolean): Kernel {
  return composedKernel(name, ["tensorflow"], ({ inputs: { x, dy }, attrs, stock }: ComposedCall<"x" | "dy", FilterAttrs>) =>
    visit(
      geometry(x.shape, attrs.filterShape, attrs, depthwise),
      (padding, put) => stock({ x: put(x), dy }, { ...attrs, pad: padding }),
      attrs,
    ),
  );
}

function inputGradient(name: string, depthwise: boolean): Kernel {
  return composedKernel(name, ["tensorflow"], ({ inputs: { dy, filter }, attrs, stock }: ComposedCall<"dy" | "filter", InputAttrs>) => {
    const { inputShape } = attrs;
    const info = geometry(inputShape, filter.shape, attrs, depthwise);
    const padding = channelsFirst(attrs) ? attrs.pad : namedPadding(info);
    if (padding !== undefined) return stock({ dy, filter }, { ...attrs, pad: padding });
    const { shape, begin } = frame(info);
    return slice(stock({ dy, filter }, { ...attrs, pad: "valid", inputShape: shape }), begin, inputShape);
  });
}

/** Calls a kernel with a padding that it knows, and with what puts the image into the frame that goes with it. */
function visit(
  info: Geometry,
  run: (padding: Conv2DAttrs["pad"], put: (x: Tensor) => Tensor) => Tensor,
  attrs: Pick<Conv2DAttrs, "pad">,
): Tensor {
  const padding = channelsFirst(attrs) ? attrs.pad : namedPadding(info);
  return padding === undefined ? run("valid", (x) => pad(x, frame(info).paddings)) : run(padding, (x) => x);
}

/** Images with the channels first are left to the engine as they are. */
function channelsFirst(attrs: object): boolean {
  return "dataFormat" in attrs && attrs.dataFormat === "NCHW";
}

function geometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  {
    strides,
    dilations = 1,
    pad: padding,
    dimRoundingMode,
    dataFormat,
  }: Pick<Conv2DAttrs, "strides" | "pad" | "dimRoundingMode"> & { readonly dilations?: unknown; readonly dataFormat?: unknown },
  depthwise: boolean,
): Geometry {
  return backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    (dilations ?? 1) as number | [number, number],
    padding,
    dimRoundingMode,
    depthwise,
    dataFormat === "NCHW" ? "channelsFirst" : "channelsLast",
  );
}
