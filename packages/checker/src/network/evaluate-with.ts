import { inputsOf, outputsOf } from "./convolution-map.ts";
import { convolve, convolveTranspose } from "./convolve.ts";
import type { Convolution, ConvolutionTranspose, Dense, MaxMin, Op } from "./op.ts";
import { ProductSums } from "./product-sums.ts";
import { isRare, type RareOps } from "./rare-ops.ts";

/** The op at a point, in float64; rare ops by what is given about them. */
export function evaluateWith(rare: RareOps | undefined, op: Op, x: Float64Array): Float64Array {
  if (isRare(op)) return rare?.evaluate(op, x) ?? x.map(() => NaN);
  if (isWeighted(op)) return weighted(op, x);
  switch (op.op) {
    case "groupSort":
      return groupSort(x, op.groupSize);
    case "maxMin":
      return maxMin(op, x);
    case "gather":
      return Float64Array.from(op.sources, (source) => (source < 0 ? 0 : (x[source] as number)));
  }
}

/** The ops that multiply by stored weights and add a bias. */
export type Weighted = Dense | Convolution | ConvolutionTranspose;

export function isWeighted(op: Op): op is Weighted {
  return "weight" in op || "map" in op;
}

/** How many outputs it has. */
export function sizeOf(op: Weighted): number {
  return op.op === "dense" ? op.weight.columns : (op.op === "convolution" ? outputsOf : inputsOf)(op.map);
}

/** `W x + b` in float64. @param magnitude zeros, as many as there are outputs; gets `|W||x| + |b|`, by which rounding errors are measured */
export function weighted(op: Weighted, x: Float64Array, magnitude?: Float64Array): Float64Array {
  const y = op.op === "dense" ? dense(op, x, magnitude) : (op.op === "convolution" ? convolve : convolveTranspose)(op.map, x, magnitude);
  const { bias } = op;
  if (bias === undefined) return y;
  for (let i = 0; i < y.length; i++) {
    const b = bias[i % bias.length] as number;
    y[i] = (y[i] as number) + b;
    if (magnitude !== undefined) magnitude[i] = (magnitude[i] as number) + Math.abs(b);
  }
  return y;
}

function dense({ weight: { rows, columns, data } }: Dense, x: Float64Array, m: Float64Array = new Float64Array(columns)): Float64Array {
  const sums = new ProductSums(data, { y: new Float64Array(columns), m });
  for (let i = 0; i < rows; i++) sums.add(x[i] as number, i * columns, 0, columns);
  sums.flush();
  return sums.y;
}

function groupSort(x: Float64Array, size: number): Float64Array {
  const y = x.slice();
  for (let from = 0; from < y.length; from += size) y.subarray(from, from + size).sort();
  return y;
}

function maxMin({ channels }: MaxMin, x: Float64Array): Float64Array {
  const y = new Float64Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    const [value, at] = [x[i] as number, i + Math.floor(i / channels) * channels];
    y[at] = Math.max(value, 0);
    y[at + channels] = Math.max(-value, 0);
  }
  return y;
}

/** `Wᵀ`-wise: `x = y Wᵀ` in float64. */
export function denseTranspose({ weight: { rows, columns, data } }: Dense, y: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0, w = i * columns; j < columns; j++) sum += (data[w + j] as number) * (y[j] as number);
    return sum;
  });
}
