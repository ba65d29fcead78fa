import { TensorScatterUpdate } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";

/** Writes slices into a copy; the cpu engine's own kernel writes into the tensor that it was given. */
export const tensorScatterUpdate: Kernel = kernel(
  TensorScatterUpdate,
  ["cpu"],
  ({ inputs: { tensor, indices, updates }, memory, stock }: KernelCall<"tensor" | "indices" | "updates", object>) => {
    const copy = memory.make(tensor.shape, tensor.dtype);
    const [from, to] = memory.views(tensor, copy);
    to.set(from);
    const out = stock({ tensor: copy, indices, updates });
    memory.free(copy);
    return out;
  },
);
