import type { GradConfig } from "@tensorflow/tfjs-core";
import {
  CONV_SEQUENCES, CONV_SEQUENCES_FILTER, CONV_SEQUENCES_INPUT, type ConvSequencesAttrs, type ConvSequencesFilterAttrs,
} from "../kernels/composed/sequence-convolution.ts"; // prettier-ignore
import { rule } from "./rule.ts";
import { runKernel } from "./run-kernel.ts";

/** As with images, each one's gradients are the other two. */
export const sequenceConvolutions: readonly GradConfig[] = [
  rule(CONV_SEQUENCES, ["x", "filter"], (dy, { x, filter }, { padding }: ConvSequencesAttrs) => ({
    x: () => runKernel(CONV_SEQUENCES_INPUT, { dy, filter }, { padding }),
    filter: () => runKernel(CONV_SEQUENCES_FILTER, { x, dy }, { padding, taps: filter.shape[0] }),
  })),
  rule(CONV_SEQUENCES_INPUT, ["dy", "filter"], (ddx, { dy, filter }, { padding }: ConvSequencesAttrs) => ({
    dy: () => runKernel(CONV_SEQUENCES, { x: ddx, filter }, { padding }),
    filter: () => runKernel(CONV_SEQUENCES_FILTER, { x: ddx, dy }, { padding, taps: filter.shape[0] }),
  })),
  rule(CONV_SEQUENCES_FILTER, ["x", "dy"], (ddf, { x, dy }, { padding }: ConvSequencesFilterAttrs) => ({
    x: () => runKernel(CONV_SEQUENCES_INPUT, { dy, filter: ddf }, { padding }),
    dy: () => runKernel(CONV_SEQUENCES, { x, filter: ddf }, { padding }),
  })),
];
