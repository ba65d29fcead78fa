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
import { broadcastBlocks } from "./broadcast-blocks.ts";
import type { Pointer } from "./exports.ts";
import { allFloat, type SimdCall, simdKernel, stockKernel } from "./simd-kernel.ts";

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

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

/** Comparisons, extremes and choices that the wasm engine makes one number at a time. */
export const comparisons: readonly Kernel[] = [
  ...Object.entries(QUESTIONS).map(([name, { question, exchanged }]) =>
    simdKernel(stockKernel(name), (call: Pair) =>
      inBlocks(call, "bool", (length, { a, stepA, b, stepB, out }) => {
        if (exchanged) call.simd.kernels.compare(length, b, stepB, a, stepA, out, question);
        else call.simd.kernels.compare(length, a, stepA, b, stepB, out, question);
      }),
    ),
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
  return simdKernel(stockKernel(name), (call: Pair) =>
    inBlocks(call, "float32", (length, { a, stepA, b, stepB, out }) => {
      call.simd.kernels.extremeOf(length, a, stepA, b, stepB, out, least);
    }),
  );
}

/** Where a block's numbers stand, and the bytes from one to the next: none for a single number. */
interface Places {
  readonly a: Pointer;
  readonly stepA: number;
  readonly b: Pointer;
  readonly stepB: number;
  readonly out: Pointer;
}

function inBlocks(
  { inputs: { a, b }, memory, otherwise }: Pair,
  dtype: "bool" | "float32",
  run: (length: number, places: Places) => void,
): TensorInfo | TensorInfo[] {
  const blocks = allFloat(a, b) ? broadcastBlocks(a.shape, b.shape) : undefined;
  if (blocks === undefined) return otherwise();
  const { shape, length, single } = blocks;
  const result = memory.make(shape, dtype);
  const [atA, atB, atOut] = [a, b, result].map((tensor) => memory.pointer(tensor)) as [Pointer, Pointer, Pointer];
  const width = dtype === "bool" ? 1 : FLOAT;
  const [stepA, stepB] = [single.a ? 0 : FLOAT, single.b ? 0 : FLOAT];
  blocks.each((block) => run(length, { a: atA + FLOAT * block.a, stepA, b: atB + FLOAT * block.b, stepB, out: atOut + width * block.out }));
  return result;
}
