import { util } from "@tensorflow/tfjs-core";
import type { Kernel } from "../kernel.ts";
import {
  outputs, tracePowers, winnerTakeAll as looped, type WinnerTakeAllAttrs, type WinnerTakeAllInputs,
} from "../loops/winner-take-all.ts"; // prettier-ignore
import { type SequenceCall, sequenceKernel } from "./load-sequences.ts";
import { allFloat } from "./simd-kernel.ts";

/** Sixteen neurons at a time where a module runs, with the numbers of the loop. */
export const winnerTakeAll: Kernel = sequenceKernel(
  looped,
  ({ inputs, attrs, memory, kernels, otherwise }: SequenceCall<WinnerTakeAllInputs, WinnerTakeAllAttrs>) => {
    const { weights, thresholds, starts, events } = inputs;
    if (!allFloat(weights, thresholds)) return otherwise();
    const { steps, decay, learningRate, thresholdIncrement, thresholdKeep, largestWeight, weightSum, inhibitedSteps } = attrs;
    const [n = 0, m = 0] = weights.shape;
    const made = outputs(memory, inputs, attrs);
    const work = [memory.make([m]), memory.make([n], "int32"), memory.make([steps])] as const;
    const [newWeights, newThresholds, powers, oldWeights, oldThresholds] = memory.views(made[0], made[1], work[2], weights, thresholds);
    newWeights.set(oldWeights);
    newThresholds.set(oldThresholds);
    powers.set(tracePowers(attrs));
    const at = [starts, events, ...made, ...work].map((t) => memory.pointer(t)) as Pointers;
    const sequences = (util.sizeFromShape(starts.shape) - 1) / steps;
    kernels.winnerTakeAll(
      sequences, steps, n, m, ...at, decay, learningRate, thresholdIncrement, thresholdKeep, largestWeight, weightSum, inhibitedSteps,
    ); // prettier-ignore
    for (const tensor of work) memory.free(tensor);
    return made;
  },
);

type Pointers = [number, number, number, number, number, number, number, number];
