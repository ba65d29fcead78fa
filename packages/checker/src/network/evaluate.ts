import { convolve, convolveTranspose } from "./convolve.ts";
import type {
  Branches,
  Centre,
  Concat,
  Convolution,
  ConvolutionTranspose,
  Dense,
  HouseHolder,
  MaxMin,
  Op,
  PRelu,
  ReluReflection,
} from "./op.ts";
import { ProductSums } from "./product-sums.ts";
import { eachEntry, type Windows } from "./windows.ts";

/** The ops that multiply by stored weights and add a bias. */
export type Weighted = Dense | Convolution | ConvolutionTranspose;

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

/** The op at a point, in float64. */
export function evaluate(op: Op, x: Float64Array): Float64Array {
  switch (op.op) {
    case "dense":
    case "convolution":
    case "convolutionTranspose":
      return weighted(op, x);
    case "groupSort":
      return groupSort(x, op.groupSize);
    case "maxMin":
      return maxMin(op, x);
    case "prelu":
      return prelu(op, x);
    case "houseHolder":
      return houseHolder(op, x);
    case "scale":
      return x.map((value) => op.factor * value);
    case "gather":
      return Float64Array.from(op.sources, (source) => (source < 0 ? 0 : (x[source] as number)));
    case "windowSum":
      return windowTotals(op.windows, (j) => x[j] as number).map((sum, i) => (op.factors[i] as number) * sum);
    case "windowNorm":
      return windowTotals(op.windows, (j) => (x[j] as number) ** 2).map((sum, i) => (op.factors[i] as number) * Math.sqrt(sum));
    case "centre":
      return centre(op, x);
    case "shift":
      return repeated(op.shift, x);
    case "branches":
      return branches(op, x);
    case "concat":
      return concat(op, x);
    case "reluReflection":
      return reluReflection(op, x);
  }
}

/** Adds to the last axis. */
function repeated(shift: Float64Array, x: Float64Array): Float64Array {
  return x.map((value, i) => value + (shift[i % shift.length] as number));
}

function windowTotals(windows: Windows, term: (entry: number) => number): Float64Array {
  const totals = new Float64Array(windows.offsets.length - 1);
  eachEntry(windows, (i, j) => (totals[i] = (totals[i] as number) + term(j)));
  return totals;
}

function centre({ windows }: Centre, x: Float64Array): Float64Array {
  const { offsets } = windows;
  const means = windowTotals(windows, (j) => x[j] as number).map((sum, i) => sum / ((offsets[i + 1] as number) - (offsets[i] as number)));
  const y = x.slice();
  eachEntry(windows, (i, j) => (y[j] = (x[j] as number) - (means[i] as number)));
  return y;
}

function branches({ branches: all }: Branches, x: Float64Array): Float64Array {
  const results = all.map(({ weight, ops }) => ops.reduce((state, op) => evaluate(op, state), x).map((value) => weight * value));
  return results.reduce((total, result) => total.map((value, i) => value + (result[i] as number)));
}

function concat({ branches: all, parts }: Concat, x: Float64Array): Float64Array {
  let from = 0;
  const results = all.map((ops, i) => {
    const input = parts === undefined ? x : x.subarray(from, (from += parts[i] ?? 0));
    return ops.reduce<Float64Array>((state, op) => evaluate(op, state), input);
  });
  return Float64Array.from(results.flatMap((result) => Array.from(result)));
}

function reluReflection({ inner }: ReluReflection, x: Float64Array): Float64Array {
  const hidden = evaluate(inner, x).map((value) => Math.max(value, 0));
  const back = inner.op === "dense" ? denseTranspose(inner, hidden) : convolveTranspose(inner.map, hidden);
  return x.map((value, i) => value - 2 * (back[i] as number));
}

/** `Wᵀ`-wise: `x = y Wᵀ` in float64. */
export function denseTranspose({ weight: { rows, columns, data } }: Dense, y: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0, w = i * columns; j < columns; j++) sum += (data[w + j] as number) * (y[j] as number);
    return sum;
  });
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

function prelu({ positive, negative }: PRelu, x: Float64Array): Float64Array {
  return x.map((value, i) => (value > 0 ? positive : (negative[i % negative.length] as number)) * value);
}

function houseHolder({ sine, cosine }: HouseHolder, x: Float64Array): Float64Array {
  const half = sine.length;
  const y = x.slice();
  for (let from = 0; from < x.length; from += 2 * half) {
    for (let c = 0; c < half; c++) {
      const [a, b, s, t] = [x[from + c] as number, x[from + half + c] as number, sine[c] as number, cosine[c] as number];
      const reach = Math.max(a * s - b * t, 0);
      y[from + c] = a - 2 * reach * s;
      y[from + half + c] = b + 2 * reach * t;
    }
  }
  return y;
}
