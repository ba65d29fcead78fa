import { Conv2D, Conv2DBackpropFilter, Conv2DBackpropInput, type Tensor, reshape } from "@tensorflow/tfjs-core";
import { runKernel } from "../../gradients/run-kernel.ts";
import type { Kernel, KernelEngine } from "../kernel.ts";
import { type ComposedCall, composedKernel } from "./composed-kernel.ts";

/** A filter `[taps, in, out]` along sequences `[batch, length, in]`, at every position. */
export const CONV_SEQUENCES = "SurenetConvSequences";
/** Its gradient for the sequences, from dy and the filter. */
export const CONV_SEQUENCES_INPUT = "SurenetConvSequencesInput";
/** Its gradient for the filter, from the sequences and dy. */
export const CONV_SEQUENCES_FILTER = "SurenetConvSequencesFilter";

export interface ConvSequencesAttrs {
  readonly padding: "same" | "valid";
}

export interface ConvSequencesFilterAttrs extends ConvSequencesAttrs {
  readonly taps: number;
}

const ENGINES: readonly KernelEngine[] = ["wasm", "cpu", "webgpu"]; // the native one has its own, with fewer calls

/** As convolutions of images one pixel high. */
export const convSequences: readonly Kernel[] = [
  composedKernel(CONV_SEQUENCES, ENGINES, ({ inputs: { x, filter }, attrs }: ComposedCall<"x" | "filter", ConvSequencesAttrs>) =>
    convolvedSequences(x, filter, attrs),
  ),
  composedKernel(CONV_SEQUENCES_INPUT, ENGINES, ({ inputs: { dy, filter }, attrs }: ComposedCall<"dy" | "filter", ConvSequencesAttrs>) => {
    const shape = inputShape(dy.shape, filter.shape, attrs);
    const [batch = 0, length = 0, channels = 0] = shape;
    const inputs = { dy: lifted(dy, 1), filter: lifted(filter, 0) };
    return reshape(runKernel(Conv2DBackpropInput, inputs, { ...flat(attrs), inputShape: [batch, 1, length, channels] }), shape);
  }),
  composedKernel(CONV_SEQUENCES_FILTER, ENGINES, ({ inputs: { x, dy }, attrs }: ComposedCall<"x" | "dy", ConvSequencesFilterAttrs>) => {
    const shape: [number, number, number] = [attrs.taps, x.shape[2] ?? 0, dy.shape[2] ?? 0];
    const inputs = { x: lifted(x, 1), dy: lifted(dy, 1) };
    return reshape(runKernel(Conv2DBackpropFilter, inputs, { ...flat(attrs), filterShape: [1, ...shape] }), shape);
  }),
];

export function convolvedSequences(x: Tensor, filter: Tensor, attrs: ConvSequencesAttrs): Tensor {
  const y = runKernel(Conv2D, { x: lifted(x, 1), filter: lifted(filter, 0) }, { ...flat(attrs), dilations: 1 });
  return reshape(y, [y.shape[0] ?? 0, y.shape[2] ?? 0, y.shape[3] ?? 0]);
}

/** Of the sequences that a filter made into `dy`. */
export function inputShape(dy: readonly number[], filter: readonly number[], { padding }: ConvSequencesAttrs): [number, number, number] {
  const [batch = 0, length = 0] = dy;
  const [taps = 1, channels = 0] = filter;
  return [batch, padding === "same" ? length : length + taps - 1, channels];
}

function flat({ padding }: ConvSequencesAttrs): object {
  return { strides: 1, pad: padding, dataFormat: "NHWC", dimRoundingMode: undefined };
}

/** With an axis of 1 more: the height of an image, or of a filter. */
function lifted(t: Tensor, axis: number): Tensor {
  return reshape(t, t.shape.toSpliced(axis, 0, 1));
}
