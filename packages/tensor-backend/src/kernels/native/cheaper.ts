import { type NamedAttrMap, Reshape, type ReshapeAttrs, Step, type StepAttrs, type Tensor, clone, relu, sign, util } from "@tensorflow/tfjs-core"; // prettier-ignore
import { type ComposedCall, composedKernel } from "../composed/composed-kernel.ts";
import { type Kernel, kernel } from "../kernel.ts";
import { LibrarySteps } from "./library-steps.ts";
import { NativeMemory } from "./native-memory.ts";

/** Operations that the native engine composes of many calls, each of which costs about 20 µs, or makes where nothing is to be done. */
export const cheaper: readonly Kernel[] = [
  composedKernel(Step, ["tensorflow"], ({ inputs: { x }, attrs, stock }: ComposedCall<"x", Partial<StepAttrs>>) =>
    (attrs.alpha ?? 0) === 0 && x.dtype === "float32" ? sign(relu(x)) : stock({ x }, attrs as NamedAttrMap),
  ),
  kernel<"x", ReshapeAttrs>(Reshape, ["tensorflow"], ({ inputs: { x }, attrs, memory, stock }) => {
    const shape = util.inferFromImplicitShape(attrs.shape, util.sizeFromShape(x.shape));
    if (util.arraysEqual(x.shape, shape)) return clone(x as Tensor);
    if (x.dtype !== "float32" || !(memory instanceof NativeMemory)) return stock({ x }, { shape });
    const steps = new LibrarySteps(memory.library); // without the tensor of the engine that its own kernel makes of the shape
    const result = steps.keep(steps.reshape(steps.input(x), shape), shape);
    steps.end();
    return result;
  }),
];
