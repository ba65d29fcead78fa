import { Mean, type MeanAttrs, Sum, type SumAttrs, type TensorInfo, backend_util, util } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, type Numbers, kernel } from "../kernel.ts";

/**
 * Sums in float64, rounded once at the end.
 *
 * The wasm engine adds float32 to float32 in one chain: a million times 0.1 ends 1 % off, ten million 9 %. It also transposes for every axis but
 * the last; here the axes are reduced where they lie.
 */
export const sum: Kernel = kernel(Sum, ["wasm"], (call: KernelCall<"x", SumAttrs>) => reduce(call, call.inputs.x.dtype, () => 1));

/** The mean, by the same sums; of nothing it is NaN, where the cpu engine says 0. */
export const mean: Kernel = kernel(Mean, ["wasm", "cpu"], (call: KernelCall<"x", MeanAttrs>) => reduce(call, "float32", (count) => count));

function reduce(
  { inputs: { x }, attrs, memory }: KernelCall<"x", SumAttrs>,
  dtype: TensorInfo["dtype"],
  divisor: (count: number) => number,
): TensorInfo {
  const axes = util.parseAxisParam(attrs.axis, x.shape);
  const [kept, reduced] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const out = memory.make(attrs.keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept, dtype);
  const [input, output] = memory.views(x, out);
  const sums = new Float64Array(output.length);
  if (input.length > 0) add(input, 0, blocks(x.shape, axes), sums, 0);
  const scale = divisor(util.sizeFromShape(reduced));
  for (let i = 0; i < output.length; i++) output[i] = (sums[i] ?? 0) / scale;
  return out;
}

/** Neighbouring axes that are all reduced, or all kept, as one. */
interface Block {
  readonly size: number;
  readonly reduced: boolean;
}

function blocks(shape: readonly number[], axes: readonly number[]): Block[] {
  const found: Block[] = [{ size: 1, reduced: axes.includes(0) }];
  shape.forEach((size, i) => {
    const reduced = axes.includes(i);
    const last = found.at(-1);
    if (last?.reduced === reduced) found[found.length - 1] = { size: last.size * size, reduced };
    else found.push({ size, reduced });
  });
  return found;
}

/** Adds the block of `x` that begins at `from` to the sums that begin at `to`; the last two levels are a matrix. */
function add(x: Numbers, from: number, [block, next, ...rest]: readonly Block[], sums: Float64Array, to: number): void {
  const { size, reduced } = block ?? { size: 1, reduced: false };
  if (next === undefined) return reduced ? addRows(x, from, 1, size, sums, to) : addColumns(x, from, 1, size, sums, to);
  if (rest.length === 0) return reduced ? addColumns(x, from, size, next.size, sums, to) : addRows(x, from, size, next.size, sums, to);
  const inner = [next, ...rest];
  const step = inner.reduce((product, { size }) => product * size, 1);
  const stride = reduced ? 0 : inner.reduce((product, { size, reduced }) => product * (reduced ? 1 : size), 1);
  for (let i = 0; i < size; i++) add(x, from + i * step, inner, sums, to + i * stride);
}

// Below this length a loop costs more to begin than to run.
const SHORT = 8;

/** `sums[r] += Σ_i x[r, i]` */
function addRows(x: Numbers, from: number, rows: number, n: number, sums: Float64Array, to: number): void {
  if (n < SHORT) {
    for (let i = 0; i < n; i++) {
      for (let r = 0, at = from + i; r < rows; r++, at += n) sums[to + r] = (sums[to + r] ?? 0) + (x[at] ?? 0);
    }
    return;
  }
  for (let r = 0, at = from; r < rows; r++) {
    let total = 0;
    for (let i = 0; i < n; i++, at++) total += x[at] ?? 0;
    sums[to + r] = (sums[to + r] ?? 0) + total;
  }
}

/** `sums[j] += Σ_i x[i, j]` */
function addColumns(x: Numbers, from: number, n: number, columns: number, sums: Float64Array, to: number): void {
  if (columns < SHORT) {
    for (let j = 0; j < columns; j++) {
      let total = 0;
      for (let i = 0, at = from + j; i < n; i++, at += columns) total += x[at] ?? 0;
      sums[to + j] = (sums[to + j] ?? 0) + total;
    }
    return;
  }
  for (let i = 0, at = from; i < n; i++) {
    for (let j = 0; j < columns; j++, at++) sums[to + j] = (sums[to + j] ?? 0) + (x[at] ?? 0);
  }
}
