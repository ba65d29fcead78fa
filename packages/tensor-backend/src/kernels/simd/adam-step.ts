import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type Kernel, kernel } from "../kernel.ts";
import { WasmMemory } from "../wasm/wasm-memory.ts";

/** Adam's step over one parameter: gives the parameter and its two moments anew. */
export const ADAM_STEP = "SurenetAdamStep";

export interface AdamAttrs {
  readonly beta1: number;
  readonly beta2: number;
  /** The learning rate with both corrections of the bias. */
  readonly length: number;
  readonly eps: number;
}

/** Only where a module runs; `adamStep` composes the step elsewhere. */
export const adamStep: Kernel = kernel<"p" | "g" | "m" | "v", AdamAttrs>(
  ADAM_STEP,
  ["wasm"],
  ({ inputs: { p, g, m, v }, attrs: { beta1, beta2, length, eps }, memory }): TensorInfo[] => {
    if (!(memory instanceof WasmMemory) || memory.simd === undefined) throw new Error("there is no kernel module on this engine");
    const next = [p, m, v].map(({ shape }) => memory.make(shape)) as [TensorInfo, TensorInfo, TensorInfo];
    const [atP, atG, atM, atV] = [p, g, m, v].map((tensor) => memory.pointer(tensor)) as [number, number, number, number];
    const [nextP, nextM, nextV] = next.map((tensor) => memory.pointer(tensor)) as [number, number, number];
    const size = util.sizeFromShape(p.shape);
    memory.simd.kernels.adam(size, atP, atG, atM, atV, nextP, nextM, nextV, beta1, beta2, 1 - beta1, 1 - beta2, length, eps);
    return next;
  },
);
