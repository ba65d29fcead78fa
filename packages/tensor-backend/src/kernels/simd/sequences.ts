import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";
import {
  type LeakyScanAttrs, leakyScan as loopedScan, lifSequence as loopedSequence, type LifSequenceAttrs, sequenceShape,
} from "../loops/sequences.ts"; // prettier-ignore
import { WasmMemory } from "../wasm/wasm-memory.ts";
import { sequenceKernels } from "./load-sequences.ts";
import { allFloat } from "./simd-kernel.ts";

const BYTES = 4;

/** Four neurons at a time where a module runs. */
export const lifSequence: Kernel = kernel<"x", LifSequenceAttrs>(loopedSequence.name, loopedSequence.engines, (call) => {
  const { inputs: { x }, attrs, memory } = call; // prettier-ignore
  const kernels = sequenceKernels(memory);
  if (kernels === undefined || !(memory instanceof WasmMemory) || !allFloat(x)) return loopedSequence.run(call as unknown as KernelCall);
  const { steps, decay, threshold, toZero, repeats } = attrs;
  const shape = sequenceShape(x, attrs);
  const made: [TensorInfo, TensorInfo] = [memory.make(shape), memory.make(shape)];
  const n = util.sizeFromShape(shape.slice(1));
  const [spikes, excess] = [memory.pointer(made[0]), memory.pointer(made[1])];
  kernels.lifSequence(steps, n, memory.pointer(x), repeats ? 0 : n * BYTES, spikes, excess, decay, threshold, toZero);
  return made;
});

/** Four sums at a time where a module runs. */
export const leakyScan: Kernel = kernel<"x" | "spikes", LeakyScanAttrs>(loopedScan.name, loopedScan.engines, (call) => {
  const { inputs, attrs: { decay, back }, memory } = call; // prettier-ignore
  const { x } = inputs;
  const kernels = sequenceKernels(memory);
  if (kernels === undefined || !(memory instanceof WasmMemory) || !allFloat(x)) return loopedScan.run(call as unknown as KernelCall);
  const out = memory.make(x.shape);
  const gates = "spikes" in inputs ? memory.pointer(inputs.spikes) : 0;
  kernels.leakyScan(x.shape[0] ?? 0, util.sizeFromShape(x.shape.slice(1)), memory.pointer(x), gates, memory.pointer(out), decay, back);
  return out;
});
