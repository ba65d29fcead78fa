import type { TensorInfo } from "@tensorflow/tfjs-core";
import { PICKED_LOG_SOFTMAX, type PickedAttrs, pickedLogSoftmax as composed } from "../composed/softmax.ts";
import { type Kernel, kernel, type Numbers } from "../kernel.ts";
import { type Attribute, floats, type NativeLibrary, typed } from "./library.ts";
import { NativeMemory } from "./native-memory.ts";

/**
 * Composed of operations of the library, of which only two go over the whole table without a gradient. Its `SparseSoftmaxCrossEntropyWithLogits` takes
 * twice as long as all of them.
 */
export const pickedLogSoftmax: Kernel = kernel<"x" | "indices", PickedAttrs>(PICKED_LOG_SOFTMAX, ["tensorflow"], (call) => {
  const { inputs, memory } = call;
  if (!(memory instanceof NativeMemory)) throw new Error("this kernel is for the native engine");
  const [places] = memory.views(inputs.indices);
  const isPicked = places.every((place) => place >= 0); // the library refuses an index below 0
  return isPicked ? inLibrary(inputs.x, places, call.attrs, memory.library) : composed.run(call as unknown as Parameters<Kernel["run"]>[0]);
});

function inLibrary(x: TensorInfo, places: Numbers, { slope }: PickedAttrs, library: NativeLibrary): TensorInfo[] {
  const { binding } = library;
  const [type, indexType] = [floats(library, "T"), typed(library, "Tindices", binding.TF_INT32)];
  const run = (name: string, attributes: Attribute[], ...given: number[]): number => {
    const [made] = binding.executeOp(name, attributes, given, 1);
    if (made === undefined) throw new Error(`the library made nothing by ${name}`);
    return made.id;
  };
  const pairs = binding.createTensor([places.length, 2], binding.TF_INT32, Int32Array.from({ length: 2 * places.length }, (_, i) => (i % 2 === 0 ? i / 2 : (places[i >> 1] ?? 0)))); // prettier-ignore
  const logP = run("LogSoftmax", [type], ...library.getInputTensorIds([x]));
  const results = [run("GatherNd", [typed(library, "Tparams", binding.TF_FLOAT), indexType], logP, pairs)];
  const spent = [pairs, logP];
  if (slope) {
    const p = run("Exp", [type], logP);
    const ones = binding.createTensor([places.length], binding.TF_FLOAT, new Float32Array(places.length).fill(1));
    results.push(run("TensorScatterSub", [type, indexType], p, pairs, ones));
    spent.push(p, ones);
  }
  for (const id of spent) binding.deleteTensor(id);
  const shapes = [[places.length], x.shape];
  return results.map((id, i) => library.createOutputTensor({ id, shape: shapes[i] ?? [], dtype: binding.TF_FLOAT }));
}
