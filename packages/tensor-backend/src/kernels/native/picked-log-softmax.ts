import type { TensorInfo } from "@tensorflow/tfjs-core";
import { PICKED_LOG_SOFTMAX, PICKED_SLOPE, type PickedAttrs, pickedLogSoftmax as composed } from "../composed/softmax.ts";
import { type Kernel, kernel, type Numbers } from "../kernel.ts";
import { flag, floats, typed } from "./library.ts";
import { LibrarySteps } from "./library-steps.ts";
import { NativeMemory } from "./native-memory.ts";

/**
 * Composed of operations of the library, of which two go over the whole table: `x − max` and its exponential. For the gradient it leaves that table and `1 / Σ exp`.
 *
 * The library's `LogSoftmax` takes 1.3 times as long, its `SparseSoftmaxCrossEntropyWithLogits` four times.
 */
export const pickedLogSoftmax: Kernel = kernel<"x" | "indices", PickedAttrs>(PICKED_LOG_SOFTMAX, ["tensorflow"], (call) => {
  const { inputs, memory } = call;
  if (!(memory instanceof NativeMemory)) throw new Error("this kernel is for the native engine");
  const { library } = memory;
  const [places] = memory.views(inputs.indices);
  const isPicked = places.every((place) => place >= 0); // the library refuses an index below 0
  if (!isPicked) return composed.run(call as unknown as Parameters<Kernel["run"]>[0]);

  const [rows, classes] = inputs.x.shape as [number, number];
  const integer = library.binding.TF_INT32;
  const reduction = [floats(library, "T"), typed(library, "Tidx", integer), flag(library, "keep_dims", false)];
  const steps = new LibrarySteps(library);
  const axis = steps.shape([1]);
  const logits = steps.input(inputs.x);
  const shifted = steps.run("Sub", [logits, steps.reshape(steps.run("Max", [logits, axis], reduction), [rows, 1])]);
  const powers = steps.run("Exp", [shifted]);
  const sums = steps.run("Sum", [powers, axis], reduction);
  const chosen = steps.run("Gather", [steps.reshape(shifted, [rows * classes]), steps.integers(flatPlaces(places, classes))], [floats(library, "Tparams"), typed(library, "Tindices", integer)]); // prettier-ignore
  const results = [steps.keep(steps.run("Sub", [chosen, steps.run("Log", [sums])]), [rows])];
  if (call.attrs.slope) results.push(steps.keep(powers, [rows, classes]), steps.keep(steps.run("Reciprocal", [sums]), [rows]));
  steps.end();
  return results;
});

/** The gradient from what {@link pickedLogSoftmax} left: one product over the table, and dy added in place where it was picked. */
export const pickedSlope: Kernel = kernel<"dy" | "powers" | "shares" | "indices", object>(PICKED_SLOPE, ["tensorflow"], (call): TensorInfo => {
  const { inputs, memory } = call;
  if (!(memory instanceof NativeMemory)) throw new Error("this kernel is for the native engine");
  const [places] = memory.views(inputs.indices);
  const [rows, classes] = inputs.powers.shape as [number, number];
  const steps = new LibrarySteps(memory.library);
  const dy = steps.input(inputs.dy);
  const factors = steps.run("Neg", [steps.run("Mul", [dy, steps.input(inputs.shares)])]);
  const slope = steps.run("Mul", [steps.input(inputs.powers), steps.reshape(factors, [rows, 1])]);
  steps.run("InplaceAdd", [steps.reshape(slope, [rows * classes]), steps.integers(flatPlaces(places, classes)), dy]); // a reshape shares its numbers
  const result = steps.keep(slope, [rows, classes]);
  steps.end();
  return result;
}); // prettier-ignore

function flatPlaces(places: Numbers, classes: number): Int32Array {
  return Int32Array.from(places, (place, row) => row * classes + place);
}
