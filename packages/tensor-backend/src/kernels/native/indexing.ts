import {
  GatherV2, type GatherV2Attrs, UnsortedSegmentSum, type UnsortedSegmentSumAttrs, fill, less, scalar, util, where,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { type ComposedCall, composedKernel } from "../composed/composed-kernel.ts";
import type { Kernel } from "../kernel.ts";

/** Picking by index on the native engine: its own `gather` takes no axis counted from the end, its segment sum no id beyond the last segment. */
export const indexings: readonly Kernel[] = [
  composedKernel(GatherV2, ["tensorflow"], ({ inputs: { x, indices }, attrs, stock }: ComposedCall<"x" | "indices", GatherV2Attrs>) =>
    stock({ x, indices }, { ...attrs, axis: util.parseAxisParam(attrs.axis, x.shape)[0] }),
  ),
  composedKernel(
    UnsortedSegmentSum,
    ["tensorflow"],
    ({ inputs: { x, segmentIds }, attrs, stock }: ComposedCall<"x" | "segmentIds", UnsortedSegmentSumAttrs>) => {
      const inside = less(segmentIds, scalar(attrs.numSegments, "int32"));
      return stock({ x, segmentIds: where(inside, segmentIds, fill(segmentIds.shape, -1, "int32")) }, attrs); // a negative id is dropped
    },
  ),
];
