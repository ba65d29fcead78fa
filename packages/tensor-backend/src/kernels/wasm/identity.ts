import { Identity } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";
import { WasmMemory } from "./wasm-memory.ts";

/**
 * The same numbers in a new tensor, without copying them: no operation writes into its input, and the engine counts who holds what.
 *
 * The wasm engine copies. TensorFlow.js clones every tensor that it saves for a gradient, so that a training step paid for a copy of each of them.
 */
export const identity: Kernel = kernel(Identity, ["wasm"], ({ inputs: { x }, memory, stock }: KernelCall<"x", object>) =>
  memory instanceof WasmMemory && x.dtype !== "string" ? memory.share(x) : stock({ x }),
);
