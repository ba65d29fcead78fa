import { Conv2D, Conv2DBackpropFilter, Conv2DBackpropInput, type TensorInfo } from "@tensorflow/tfjs-core";
import {
  CONV_SEQUENCES, CONV_SEQUENCES_FILTER, CONV_SEQUENCES_INPUT, type ConvSequencesAttrs, type ConvSequencesFilterAttrs, inputShape,
} from "../composed/sequence-convolution.ts"; // prettier-ignore
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";
import { type Attribute, flag, floats, integers, type NativeLibrary, text } from "./library.ts";
import { LibrarySteps } from "./library-steps.ts";
import { NativeMemory } from "./native-memory.ts";

/** As convolutions of images one pixel high; the reshapes around them are the library's own, which are cheaper than three operations of the engine. */
export const convSequences: readonly Kernel[] = [
  sequenceKernel<"x" | "filter", ConvSequencesAttrs>(CONV_SEQUENCES, ({ x, filter }, { padding }, { steps, image, attributes }) => {
    const [batch = 0, length = 0] = x.shape;
    const [taps = 1, , outputs = 0] = filter.shape;
    const y = steps.run(Conv2D, [image(x), filterOf(steps, filter)], attributes);
    return [y, [batch, padding === "same" ? length : length - taps + 1, outputs]];
  }),
  sequenceKernel<"dy" | "filter", ConvSequencesAttrs>(CONV_SEQUENCES_INPUT, ({ dy, filter }, attrs, { steps, image, attributes }) => {
    const shape = inputShape(dy.shape, filter.shape, attrs);
    const [batch, length, channels] = shape;
    const dx = steps.run(Conv2DBackpropInput, [steps.shape([batch, 1, length, channels]), filterOf(steps, filter), image(dy)], attributes);
    return [dx, shape];
  }),
  sequenceKernel<"x" | "dy", ConvSequencesFilterAttrs>(CONV_SEQUENCES_FILTER, ({ x, dy }, { taps }, { steps, image, attributes }) => {
    const shape = [taps, x.shape[2] ?? 0, dy.shape[2] ?? 0];
    return [steps.run(Conv2DBackpropFilter, [image(x), steps.shape([1, ...shape]), image(dy)], attributes), shape];
  }),
];

interface Images {
  readonly steps: LibrarySteps;
  /** Sequences as images one pixel high. */
  readonly image: (sequences: TensorInfo) => number;
  readonly attributes: readonly Attribute[];
}

/** @param compute the library's number for the result, and the shape it is to have */
function sequenceKernel<Inputs extends string, Attrs extends ConvSequencesAttrs>(
  name: string,
  compute: (inputs: KernelCall<Inputs>["inputs"], attrs: Attrs, images: Images) => [result: number, shape: readonly number[]],
): Kernel {
  return kernel<Inputs, Attrs>(name, ["tensorflow"], ({ inputs, attrs, memory }) => {
    if (!(memory instanceof NativeMemory)) throw new Error("this kernel is for the native engine");
    const steps = new LibrarySteps(memory.library);
    const image = (sequences: TensorInfo): number => {
      const [batch = 0, length = 0, channels = 0] = sequences.shape;
      return steps.reshape(steps.input(sequences), [batch, 1, length, channels]);
    };
    const [result, shape] = compute(inputs, attrs, { steps, image, attributes: attributesOf(memory.library, attrs) });
    const kept = steps.keep(steps.reshape(result, shape), shape);
    steps.end();
    return kept;
  });
}

function filterOf(steps: LibrarySteps, filter: TensorInfo): number {
  return steps.reshape(steps.input(filter), [1, ...filter.shape]);
}

function attributesOf(library: NativeLibrary, { padding }: ConvSequencesAttrs): readonly Attribute[] {
  const everywhere = [1, 1, 1, 1];
  return [
    floats(library, "T"),
    integers(library, "strides", everywhere),
    integers(library, "dilations", everywhere),
    text(library, "padding", padding.toUpperCase()),
    text(library, "data_format", "NHWC"),
    flag(library, "use_cudnn_on_gpu", true),
  ];
}
