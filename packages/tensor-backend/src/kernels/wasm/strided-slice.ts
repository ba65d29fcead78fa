import { StridedSlice, type StridedSliceAttrs } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";

/** Every n-th element; the wasm engine's own kernel labels the bits of integers as floats. */
export const stridedSlice: Kernel = kernel(
  StridedSlice,
  ["wasm"],
  ({ inputs: { x }, attrs, memory, stock }: KernelCall<"x", StridedSliceAttrs>) => {
    const slice = stock({ x }, attrs);
    if (slice.dtype === x.dtype || x.dtype !== "int32") return slice;
    const out = memory.make(slice.shape, x.dtype);
    const [bits, to] = memory.views(slice, out);
    to.set(new Int32Array(bits.buffer, bits.byteOffset, bits.length));
    memory.free(slice);
    return out;
  },
);
