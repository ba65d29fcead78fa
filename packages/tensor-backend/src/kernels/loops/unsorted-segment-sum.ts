import { UnsortedSegmentSum, type UnsortedSegmentSumAttrs, util } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";

/**
 * `out[s, …] = Σ x[i, …]` over the rows `i` with `segmentIds[i] = s`; rows with an id outside `[0, numSegments)` are dropped.
 *
 * The gradient of every `gather`. The wasm engine has none; the cpu engine's goes through all rows once per segment.
 */
export const unsortedSegmentSum: Kernel = kernel(
  UnsortedSegmentSum,
  ["wasm", "cpu"],
  ({ inputs: { x, segmentIds }, attrs: { numSegments }, memory }: KernelCall<"x" | "segmentIds", UnsortedSegmentSumAttrs>) => {
    const row = x.shape.slice(segmentIds.shape.length);
    const width = util.sizeFromShape(row);
    const out = memory.make([numSegments, ...row], x.dtype);
    const [values, ids, sums] = memory.views(x, segmentIds, out);
    sums.fill(0);
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] ?? -1;
      if (id < 0 || id >= numSegments) continue;
      for (let j = 0, from = i * width, to = id * width; j < width; j++, from++, to++) sums[to] = (sums[to] ?? 0) + (values[from] ?? 0);
    }
    return out;
  },
);
