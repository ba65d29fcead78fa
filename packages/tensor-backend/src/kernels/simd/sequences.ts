import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { Kernel } from "../kernel.ts";
import {
  type LeakyScanAttrs, leakyScan as loopedScan, lifSequence as loopedSequence, type LifSequenceAttrs, sequenceShape,
} from "../loops/sequences.ts"; // prettier-ignore
import { type SequenceCall, sequenceKernel } from "./load-sequences.ts";
import { allFloat } from "./simd-kernel.ts";

const BYTES = 4;

/** Four neurons at a time where a module runs. */
export const lifSequence: Kernel = sequenceKernel(
  loopedSequence,
  ({ inputs: { x }, attrs, memory, kernels, otherwise }: SequenceCall<"x", LifSequenceAttrs>) => {
    if (!allFloat(x)) return otherwise();
    const { steps, decay, threshold, toZero, repeats } = attrs;
    const shape = sequenceShape(x, attrs);
    const made: [TensorInfo, TensorInfo] = [memory.make(shape), memory.make(shape)];
    const n = util.sizeFromShape(shape.slice(1));
    const [spikes, excess] = [memory.pointer(made[0]), memory.pointer(made[1])];
    kernels.lifSequence(steps, n, memory.pointer(x), repeats ? 0 : n * BYTES, spikes, excess, decay, threshold, toZero);
    return made;
  },
);

/** Four sums at a time where a module runs. */
export const leakyScan: Kernel = sequenceKernel(
  loopedScan,
  ({ inputs, attrs: { decay, back }, memory, kernels, otherwise }: SequenceCall<"x" | "spikes", LeakyScanAttrs>) => {
    const { x } = inputs;
    if (!allFloat(x)) return otherwise();
    const out = memory.make(x.shape);
    const gates = "spikes" in inputs ? memory.pointer(inputs.spikes) : 0;
    kernels.leakyScan(x.shape[0] ?? 0, util.sizeFromShape(x.shape.slice(1)), memory.pointer(x), gates, memory.pointer(out), decay, back);
    return out;
  },
);
