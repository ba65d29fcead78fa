import { convolveTranspose } from "../convolve.ts";
import { denseTranspose } from "../evaluate-with.ts";
import type { Branches, Centre, Concat, HouseHolder, Op, PRelu, RareOp, ReluReflection } from "../op.ts";
import { eachEntry, type Windows } from "./windows.ts";

/** Evaluates an op inside another one. */
type Run = (op: Op, x: Float64Array) => Float64Array;

export function evaluateRare(op: RareOp, x: Float64Array, run: Run): Float64Array {
  switch (op.op) {
    case "prelu":
      return prelu(op, x);
    case "scale":
      return x.map((value) => op.factor * value);
    case "shift":
      return x.map((value, i) => value + (op.shift[i % op.shift.length] as number));
    case "houseHolder":
      return houseHolder(op, x);
    case "windowSum":
      return windowTotals(op.windows, (j) => x[j] as number).map((sum, i) => (op.factors[i] as number) * sum);
    case "windowNorm":
      return windowTotals(op.windows, (j) => (x[j] as number) ** 2).map((sum, i) => (op.factors[i] as number) * Math.sqrt(sum));
    case "centre":
      return centre(op, x);
    case "branches":
      return branches(op, x, run);
    case "concat":
      return concat(op, x, run);
    case "reluReflection":
      return reluReflection(op, x, run);
  }
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

function branches({ branches: all }: Branches, x: Float64Array, run: Run): Float64Array {
  const results = all.map(({ weight, ops }) => ops.reduce((state, op) => run(op, state), x).map((value) => weight * value));
  return results.reduce((total, result) => total.map((value, i) => value + (result[i] as number)));
}

function concat({ branches: all, parts }: Concat, x: Float64Array, run: Run): Float64Array {
  let from = 0;
  const results = all.map((ops, i) => {
    const input = parts === undefined ? x : x.subarray(from, (from += parts[i] ?? 0));
    return ops.reduce<Float64Array>((state, op) => run(op, state), input);
  });
  return Float64Array.from(results.flatMap((result) => Array.from(result)));
}

function reluReflection({ inner }: ReluReflection, x: Float64Array, run: Run): Float64Array {
  const hidden = run(inner, x).map((value) => Math.max(value, 0));
  const back = inner.op === "dense" ? denseTranspose(inner, hidden) : convolveTranspose(inner.map, hidden);
  return x.map((value, i) => value - 2 * (back[i] as number));
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

function prelu({ positive, negative }: PRelu, x: Float64Array): Float64Array {
  return x.map((value, i) => (value > 0 ? positive : (negative[i % negative.length] as number)) * value);
}
