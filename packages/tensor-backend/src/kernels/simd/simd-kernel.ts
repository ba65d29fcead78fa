import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";
import { WasmMemory } from "../wasm/wasm-memory.ts";
import type { Simd } from "./load.ts";

/** What a kernel on the engine's memory is given beside its inputs. */
export interface SimdCall<Inputs extends string = string, Attrs = object> extends Omit<KernelCall<Inputs, Attrs>, "memory"> {
  readonly memory: WasmMemory;
  readonly simd: Simd;
  /** Runs the kernel that stands in for this one where no module runs. */
  readonly otherwise: () => TensorInfo | TensorInfo[];
}

/** A kernel of the module where one runs, else `fallback`. */
export function simdKernel<Inputs extends string, Attrs>(
  fallback: Kernel,
  run: (call: SimdCall<Inputs, Attrs>) => TensorInfo | TensorInfo[],
): Kernel {
  return {
    ...fallback,
    run: (call) => {
      const { memory } = call;
      const simd = memory instanceof WasmMemory ? memory.simd : undefined;
      if (simd === undefined) return fallback.run(call);
      const { inputs, attrs, call: other, stock } = call; // one by one: spreading costs half a microsecond per operation
      return run({ inputs, attrs, memory, simd, call: other, stock, otherwise: () => fallback.run(call) } as unknown as SimdCall<
        Inputs,
        Attrs
      >);
    },
  };
}

/** The engine's own kernel, as the fallback of a faster one. */
export function stockKernel(name: string): Kernel {
  return kernel(name, ["wasm"], ({ inputs, attrs, stock }: KernelCall<string, object>) => stock(inputs, attrs));
}

/** Whether the modules can read all of these. */
export function allFloat(...tensors: readonly TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === "float32");
}
