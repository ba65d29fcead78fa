import { Mean, Sum, util } from "@tensorflow/tfjs-core";
import { type Kernel, kernel } from "../kernel.ts";
import { LibrarySteps } from "./library-steps.ts";
import { NativeMemory } from "./native-memory.ts";

interface ReductionAttrs {
  readonly axis: number | number[];
  readonly keepDims: boolean;
}

/** Sums and means of float32 without the tensor of the engine that the engine's own kernels make of the axes, and without a cast: half the time of a small one. */
export const reductions: readonly Kernel[] = [Sum, Mean].map((name) =>
  kernel<"x", ReductionAttrs>(name, ["tensorflow"], ({ inputs: { x }, attrs, memory, stock }) => {
    if (x.dtype !== "float32" || !(memory instanceof NativeMemory)) return stock({ x }, attrs);
    const axes = util.parseAxisParam(attrs.axis, x.shape);
    const steps = new LibrarySteps(memory.library);
    const reduced = steps.reduce(name, steps.input(x), axes, attrs);
    const shape = x.shape.flatMap((side, i) => (!axes.includes(i) ? [side] : attrs.keepDims ? [1] : []));
    const result = steps.keep(reduced, shape);
    steps.end();
    return result;
  }),
);
