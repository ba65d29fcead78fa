import { type CpuBackend, CpuMemory } from "./cpu/cpu-memory.ts";
import type { ArrayMemory } from "./kernel.ts";
import { type NativeBackend, NativeMemory } from "./native/native-memory.ts";
import { type WasmBackend, WasmMemory } from "./wasm/wasm-memory.ts";

/**
 * The numbers of an engine's tensors, as far as JavaScript reaches them.
 *
 * WebGPU gives them to nobody synchronously: our kernels for it are composed of its own operations and never look at the memory.
 */
export function engineMemory(engine: string, backend: object): ArrayMemory {
  if (engine === "wasm") return new WasmMemory(backend as WasmBackend);
  if (engine === "tensorflow") return new NativeMemory(backend as NativeBackend);
  return new CpuMemory(backend as CpuBackend);
}
