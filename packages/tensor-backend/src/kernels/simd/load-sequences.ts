import { WasmMemory } from "../wasm/wasm-memory.ts";
import type { ArrayMemory } from "../kernel.ts";
import type { SequenceExports } from "./exports.ts";
import { sequenceModule } from "./sequence-module.ts";

const loaded = new WeakMap<WebAssembly.Memory, SequenceExports>();

/**
 * The kernels of spiking sequences on the wasm engine's memory, started when they are first needed; undefined on other engines and in the build with threads.
 *
 * The module is below the 4 kB that browsers compile without waiting.
 */
export function sequenceKernels(memory: ArrayMemory): SequenceExports | undefined {
  const heap = memory instanceof WasmMemory ? memory.heap : undefined;
  if (heap === undefined) return undefined;
  const found = loaded.get(heap);
  if (found !== undefined) return found;
  const bytes = Uint8Array.from(atob(sequenceModule), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: heap } });
  const kernels = exports as unknown as SequenceExports;
  loaded.set(heap, kernels);
  return kernels;
}
