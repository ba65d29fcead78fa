import {
  Equal,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  Maximum,
  Minimum,
  NotEqual,
  Select,
  type TensorInfo,
  util,
} from "@tensorflow/tfjs-core";
import type { Kernel } from "../kernel.ts";
import { allFloat, type SimdCall, simdKernel, stockKernel } from "./simd-kernel.ts";

type Pair = SimdCall<"a" | "b">;

// The questions that the module knows; `less` is `greater` of the exchanged operands.
const QUESTIONS: Readonly<Record<string, { readonly question: number; readonly exchanged: boolean }>> = {
  [Greater]: { question: 0, exchanged: false },
  [GreaterEqual]: { question: 1, exchanged: false },
  [Equal]: { question: 2, exchanged: false },
  [NotEqual]: { question: 3, exchanged: false },
  [Less]: { question: 0, exchanged: true },
  [LessEqual]: { question: 1, exchanged: true },
};

/** Comparisons, extremes and choices that the wasm engine makes one number at a time, for operands of one shape or a single number. */
export const comparisons: readonly Kernel[] = [
  ...Object.entries(QUESTIONS).map(([name, { question, exchanged }]) =>
    simdKernel(stockKernel(name), ({ inputs: { a, b }, memory, simd, otherwise }: Pair) => {
      const shape = commonShape(a, b);
      if (shape === undefined) return otherwise();
      const out = memory.make(shape, "bool");
      const [left, right] = exchanged ? [b, a] : [a, b];
      const size = util.sizeFromShape(shape);
      simd.kernels.compare(
        size,
        memory.pointer(left),
        step(left, size),
        memory.pointer(right),
        step(right, size),
        memory.pointer(out),
        question,
      );
      return out;
    }),
  ),
  extreme(Maximum, false),
  extreme(Minimum, true),
  simdKernel(stockKernel(Select), ({ inputs: { condition, t, e }, memory, simd, otherwise }: SimdCall<"condition" | "t" | "e">) => {
    if (condition.dtype !== "bool" || !allFloat(t, e) || !util.arraysEqual(condition.shape, t.shape)) return otherwise();
    const out = memory.make(t.shape);
    const [mask, yes, no, y] = [condition, t, e, out].map((tensor) => memory.pointer(tensor)) as [number, number, number, number];
    simd.kernels.select(util.sizeFromShape(t.shape), mask, yes, no, y);
    return out;
  }),
];

function extreme(name: string, least: boolean): Kernel {
  return simdKernel(stockKernel(name), ({ inputs: { a, b }, memory, simd, otherwise }: Pair) => {
    const shape = commonShape(a, b);
    if (shape === undefined) return otherwise();
    const out = memory.make(shape);
    const size = util.sizeFromShape(shape);
    simd.kernels.extremeOf(size, memory.pointer(a), step(a, size), memory.pointer(b), step(b, size), memory.pointer(out), least);
    return out;
  });
}

/** The shape of the result where one operand has it and the other too, or is a single number; else undefined. */
function commonShape(a: TensorInfo, b: TensorInfo): number[] | undefined {
  if (!allFloat(a, b)) return undefined;
  if (util.arraysEqual(a.shape, b.shape)) return [...a.shape];
  if (util.sizeFromShape(b.shape) === 1 && b.shape.length <= a.shape.length) return [...a.shape];
  return util.sizeFromShape(a.shape) === 1 && a.shape.length <= b.shape.length ? [...b.shape] : undefined;
}

/** Bytes from one number of an operand to the next: none for a single number. */
function step({ shape }: TensorInfo, size: number): number {
  return util.sizeFromShape(shape) === 1 && size !== 1 ? 0 : Float32Array.BYTES_PER_ELEMENT;
}
