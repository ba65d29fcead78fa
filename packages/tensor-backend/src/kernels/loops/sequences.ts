import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";

/** A sequence of leaky integrate-and-fire neurons: gives spikes, and how far each potential was above the threshold. */
export const LIF_SEQUENCE = "SurenetLifSequence";
/** A leaky sum over the first axis. */
export const LEAKY_SCAN = "SurenetLeakyScan";

export interface LifSequenceAttrs {
  readonly steps: number;
  readonly decay: number;
  readonly threshold: number;
  readonly toZero: boolean;
  /** Whether x is one frame for all steps. */
  readonly repeats: boolean;
}

export interface LeakyScanAttrs {
  readonly decay: number;
  readonly back: boolean;
}

const ENGINES = ["wasm", "cpu", "tensorflow"] as const;
const f = Math.fround;

/** In float32 and in the order of `assembly/sequences.ts`. */
export const lifSequence: Kernel = kernel(LIF_SEQUENCE, ENGINES, ({ inputs: { x }, attrs, memory }: KernelCall<"x", LifSequenceAttrs>) => {
  const { steps, toZero, repeats } = attrs;
  const [decay, threshold] = [f(attrs.decay), f(attrs.threshold)];
  const shape = sequenceShape(x, attrs);
  const made: [TensorInfo, TensorInfo] = [memory.make(shape), memory.make(shape)];
  const [input, spikes, excess] = memory.views(x, ...made);
  const n = input.length / (repeats ? 1 : steps);
  for (let at = 0; at < spikes.length; at++) {
    let u = 0;
    if (at >= n) {
      const before = f((excess[at - n] ?? 0) + threshold);
      const spiked = spikes[at - n] === 1;
      u = spiked ? (toZero ? 0 : f(before - threshold)) : before;
    }
    const over = f(f(f(decay * u) + (input[repeats ? at % n : at] ?? 0)) - threshold);
    excess[at] = over;
    spikes[at] = over >= 0 ? 1 : 0;
  }
  return made;
});

/** `spikes` are optional: frames whose spikes let nothing pass. */
export const leakyScan: Kernel = kernel(
  LEAKY_SCAN,
  ENGINES,
  ({ inputs, attrs: { decay, back }, memory }: KernelCall<"x" | "spikes", LeakyScanAttrs>) => {
    const { x } = inputs;
    const out = memory.make(x.shape);
    const [from, to, gates] = memory.views(x, out, "spikes" in inputs ? inputs.spikes : x);
    const [size, fade] = [from.length, f(decay)];
    const n = util.sizeFromShape(x.shape.slice(1));
    for (let i = 0; i < size; i++) {
      const at = back ? size - 1 - i : i;
      const carried = i < n ? 0 : f(fade * (to[back ? at + n : at - n] ?? 0));
      to[at] = (from[at] ?? 0) + ("spikes" in inputs ? f(carried * f(1 - (gates[at] ?? 0))) : carried);
    }
    return out;
  },
);

export function sequenceShape({ shape }: TensorInfo, { repeats, steps }: LifSequenceAttrs): number[] {
  return repeats ? [steps, ...shape] : [...shape];
}
