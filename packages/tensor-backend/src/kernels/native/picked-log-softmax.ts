import type { TensorInfo } from "@tensorflow/tfjs-core";
import { PICKED_LOG_SOFTMAX, type PickedAttrs, pickedLogSoftmax as composed } from "../composed/softmax.ts";
import { type Kernel, kernel } from "../kernel.ts";
import { floats, type NativeLibrary, typed } from "./library.ts";
import { NativeMemory } from "./native-memory.ts";

/** The library has the cross entropy with indices as one operation, which makes the gradient too; it refuses an index below 0. */
export const pickedLogSoftmax: Kernel = kernel<"x" | "indices", PickedAttrs>(PICKED_LOG_SOFTMAX, ["tensorflow"], (call) => {
  const { inputs, memory } = call;
  if (!(memory instanceof NativeMemory)) throw new Error("this kernel is for the native engine");
  const [places] = memory.views(inputs.indices);
  return places.some((place) => place < 0)
    ? composed.run(call as unknown as Parameters<Kernel["run"]>[0])
    : inLibrary(inputs, call.attrs, memory.library);
});

function inLibrary(
  { x, indices }: Readonly<Record<"x" | "indices", TensorInfo>>,
  { slope }: PickedAttrs,
  library: NativeLibrary,
): TensorInfo[] {
  const { binding } = library;
  const attributes = [floats(library, "T"), typed(library, "Tlabels", binding.TF_INT32)];
  const [loss, table] = binding.executeOp("SparseSoftmaxCrossEntropyWithLogits", attributes, library.getInputTensorIds([x, indices]), 2);
  if (loss === undefined || table === undefined) throw new Error("the library gave no cross entropy");
  const [value] = binding.executeOp("Neg", [floats(library, "T")], [loss.id], 1);
  binding.deleteTensor(loss.id);
  if (!slope) binding.deleteTensor(table.id);
  return [value, ...(slope ? [table] : [])].flatMap((made) => (made === undefined ? [] : [library.createOutputTensor(made)]));
}
