import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type Kernel, kernel } from "../kernel.ts";
import { WasmMemory } from "../wasm/wasm-memory.ts";

/** A step of leaky integrate-and-fire neurons: gives spikes, voltages and what is left of the refractory periods. */
export const LIF_STEP = "SurenetLifStep";

export interface LifAttrs {
  readonly decay: number;
  readonly rest: number;
  readonly resistance: number;
  readonly threshold: number;
  readonly reset: number;
  readonly dtMs: number;
  readonly refractoryMs: number;
  readonly lock: boolean;
}

/** Only where a module runs; `lifStep` composes the step elsewhere. */
export const lifStep: Kernel = kernel<"input" | "voltage" | "refractory", LifAttrs>(
  LIF_STEP,
  ["wasm"],
  ({ inputs: { input, voltage, refractory }, attrs, memory }): TensorInfo[] => {
    if (!(memory instanceof WasmMemory) || memory.simd === undefined) throw new Error("there is no kernel module on this engine");
    const next = [0, 1, 2].map(() => memory.make(voltage.shape)) as [TensorInfo, TensorInfo, TensorInfo];
    const [current, v, left, spikes, nextV, nextLeft] = [input, voltage, refractory, ...next].map((t) => memory.pointer(t)) as Pointers;
    const { decay, rest, resistance, threshold, reset, dtMs, refractoryMs, lock } = attrs;
    const size = util.sizeFromShape(voltage.shape);
    memory.simd.kernels.lif(
      size, current, v, left, spikes, nextV, nextLeft, decay, rest, resistance, threshold, reset, dtMs, refractoryMs, lock,
    ); // prettier-ignore
    return next;
  },
);

type Pointers = [number, number, number, number, number, number];
