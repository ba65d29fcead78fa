import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { ArrayMemory, Kernel, KernelCall } from "../kernel.ts";
import { WasmMemory } from "../wasm/wasm-memory.ts";
import type { SequenceExports } from "./exports.ts";
import { sequenceModule } from "./sequence-module.ts";

/** What a kernel of the module of sequences is given beside its inputs. */
export interface SequenceCall<Inputs extends string = string, Attrs = object> extends Omit<KernelCall<Inputs, Attrs>, "memory"> {
  readonly memory: WasmMemory;
  readonly kernels: SequenceExports;
  /** Runs the loop that stands in for this kernel where no module runs. */
  readonly otherwise: () => TensorInfo | TensorInfo[];
}

/** A kernel of the module of sequences where one runs, else `fallback`. */
export function sequenceKernel<Inputs extends string, Attrs>(
  fallback: Kernel,
  run: (call: SequenceCall<Inputs, Attrs>) => TensorInfo | TensorInfo[],
): Kernel {
  return {
    ...fallback,
    run: (call) => {
      const { memory } = call;
      const kernels = sequenceKernels(memory);
      if (kernels === undefined) return fallback.run(call);
      return run({ ...call, kernels, otherwise: () => fallback.run(call) } as unknown as SequenceCall<Inputs, Attrs>);
    },
  };
}

const loaded = new WeakMap<WebAssembly.Memory, SequenceExports>();

/**
 * The functions of the module on the wasm engine's memory, started when they are first needed; undefined on other engines and in the build with threads.
 *
 * The module is below the 4 kB that browsers compile without waiting.
 */
function sequenceKernels(memory: ArrayMemory): SequenceExports | undefined {
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
