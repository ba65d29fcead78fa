import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type Kernel, kernel } from "../kernel.ts";
import { ADAM_STEP, type AdamAttrs } from "../simd/adam-step.ts";
import { anyVector, flag, floats, type NativeLibrary, text } from "./library.ts";
import { LibrarySteps } from "./library-steps.ts";
import { NativeMemory } from "./native-memory.ts";

const LOOP_AT_MOST = 4096; // elements; a call of the library costs about 20 µs, and the other way takes thirteen

/** Adam's step on the native engine: the library's own, which works in place on variables of its own, and for few numbers a loop. */
export const adamStep: Kernel = kernel<"p" | "g" | "m" | "v", AdamAttrs>(
  ADAM_STEP,
  ["tensorflow"],
  ({ inputs, attrs, memory }): TensorInfo[] => {
    if (!(memory instanceof NativeMemory)) throw new Error("this kernel is for the native engine");
    return util.sizeFromShape(inputs.p.shape) <= LOOP_AT_MOST ? looped(inputs, attrs, memory) : inLibrary(inputs, attrs, memory.library);
  },
);

type State = Readonly<Record<"p" | "g" | "m" | "v", TensorInfo>>;

function looped({ p, g, m, v }: State, { beta1, beta2, length, eps }: AdamAttrs, memory: NativeMemory): TensorInfo[] {
  const next = [p, m, v].map(({ shape }) => memory.make(shape)) as [TensorInfo, TensorInfo, TensorInfo];
  const [fromP, fromG, fromM, fromV, toP, toM, toV] = memory.views(p, g, m, v, ...next);
  for (let i = 0; i < toP.length; i++) {
    const slope = fromG[i] ?? 0;
    const first = beta1 * (fromM[i] ?? 0) + (1 - beta1) * slope;
    const second = beta2 * (fromV[i] ?? 0) + (1 - beta2) * slope * slope;
    toM[i] = first;
    toV[i] = second;
    toP[i] = (fromP[i] ?? 0) - (length * first) / (Math.sqrt(second) + eps);
  }
  return next;
}

/** The variables of the library that the step works on, by their numbers. They keep what was assigned last until the next step. */
const variables = new WeakMap<NativeLibrary, readonly number[]>();

function inLibrary({ p, g, m, v }: State, { beta1, beta2, length, eps }: AdamAttrs, library: NativeLibrary): TensorInfo[] {
  const { binding } = library;
  const names = variables.get(library) ?? ["p", "m", "v"].map((name) => variable(library, name));
  variables.set(library, names);
  const [gradient = 0, ...state] = library.getInputTensorIds([g, p, m, v]);
  const steps = new LibrarySteps(library);
  const none = steps.factor(0); // the powers of β are in `length` and `eps` already
  const numbers = [none, none, steps.number(length), steps.factor(beta1), steps.factor(beta2), steps.number(eps)];
  const type = floats(library, "dtype");
  names.forEach((name, i) => binding.executeOp("AssignVariableOp", [type], [name, state[i] ?? 0], 0));
  const attributes = [floats(library, "T"), flag(library, "use_locking", false), flag(library, "use_nesterov", false)];
  binding.executeOp("ResourceApplyAdam", attributes, [...names, ...numbers, gradient], 0);
  steps.end();
  return names.flatMap((name) => binding.executeOp("ReadVariableOp", [type], [name], 1)).map((made) => library.createOutputTensor(made));
}

function variable(library: NativeLibrary, name: string): number {
  const attributes = [text(library, "container", ""), text(library, "shared_name", `surenet.adam.${name}`)];
  const shape = [floats(library, "dtype"), anyVector(library, "shape")];
  const [made] = library.binding.executeOp("VarHandleOp", [...attributes, ...shape], [], 1);
  if (made === undefined) throw new Error("the library made no variable");
  return made.id;
}
