import { evaluate, type Op, type Windows } from "@surenet/checker";
import { approximately, exactly, over, root, times } from "./exact.ts";

type State = readonly bigint[];

/** A chain of ops in integer arithmetic, written apart from the checker's own evaluation. */
export function exactNetwork(ops: readonly Op[], x: ArrayLike<number>): bigint[] {
  return run(ops, Array.from(x, exactly));
}

export function asNumbers(state: State): Float64Array {
  return Float64Array.from(state, approximately);
}

function run(ops: readonly Op[], x: State): bigint[] {
  return ops.reduce<bigint[]>((state, op) => apply(op, state), [...x]);
}

function apply(op: Op, x: bigint[]): bigint[] {
  switch (op.op) {
    case "dense":
      return linear(matrixOf(op, x.length), x, op.bias);
    case "convolution":
    case "convolutionTranspose":
      return linear(matrixOf({ ...op, bias: undefined }, x.length), x, op.bias);
    case "groupSort":
      return Array.from({ length: x.length / op.groupSize }, (_, g) => x.slice(g * op.groupSize, (g + 1) * op.groupSize).sort((a, b) => (a < b ? -1 : 1))).flat();
    case "maxMin":
      return rows(x, op.channels).flatMap((row) => [...row.map(positive), ...row.map((value) => positive(-value))]);
    case "prelu":
      return x.map((value, i) => times(value, exactly(value > 0n ? op.positive : (op.negative[i % op.negative.length] ?? NaN))));
    case "houseHolder":
      return rows(x, 2 * op.sine.length).flatMap((row) => reflected(row, op.sine, op.cosine));
    case "scale":
      return x.map((value) => times(value, exactly(op.factor)));
    case "gather":
      return Array.from(op.sources, (source) => (source < 0 ? 0n : (x[source] ?? 0n)));
    case "windowSum":
      return totals(op.windows, (j) => x[j] ?? 0n).map((sum, i) => times(sum, exactly(op.factors[i] ?? NaN)));
    case "windowNorm":
      return totals(op.windows, (j) => times(x[j] ?? 0n, x[j] ?? 0n)).map((sum, i) => times(root(sum), exactly(op.factors[i] ?? NaN)));
    case "centre":
      return centred(op.windows, x);
    case "shift":
      return x.map((value, i) => value + exactly(op.shift[i % op.shift.length] ?? NaN));
    case "branches":
      return op.branches
        .map(({ weight, ops }) => run(ops, x).map((value) => times(value, exactly(weight))))
        .reduce((sum, branch) => sum.map((value, i) => value + (branch[i] ?? 0n)));
    case "concat": {
      let from = 0;
      return op.branches.flatMap((ops, i) => run(ops, op.parts === undefined ? x : x.slice(from, (from += op.parts[i] ?? 0))));
    }
    case "reluReflection": {
      const v = matrixOf({ ...op.inner, bias: undefined }, x.length);
      const hidden = linear(v, x, op.inner.bias).map(positive);
      const back = v.map((row) => row.reduce((sum, weight, j) => sum + times(exactly(weight), hidden[j] ?? 0n), 0n));
      return x.map((value, i) => value - 2n * (back[i] ?? 0n));
    }
  }
} // prettier-ignore

/** `rows[i][j]`: what a unit at the input i gives at the output j; a sum of at most a few float32 weights, which float64 holds exactly. */
export function matrixOf(op: Op, inputs: number): number[][] {
  const bare = op.op === "dense" ? { ...op, bias: undefined } : op;
  return Array.from({ length: inputs }, (_, i) => Array.from(evaluate(bare, Float64Array.from({ length: inputs }, (__, k) => Number(i === k)))));
} // prettier-ignore

function linear(matrix: readonly (readonly number[])[], x: State, bias: Float32Array | undefined): bigint[] {
  const columns = matrix[0]?.length ?? 0;
  return Array.from({ length: columns }, (_, j) =>
    matrix.reduce(
      (sum, row, i) => sum + times(exactly(row[j] ?? NaN), x[i] ?? 0n),
      bias === undefined ? 0n : exactly(bias[j % bias.length] ?? NaN),
    ),
  );
}

function positive(value: bigint): bigint {
  return value > 0n ? value : 0n;
}

function rows(x: State, length: number): bigint[][] {
  return Array.from({ length: x.length / length }, (_, i) => x.slice(i * length, (i + 1) * length));
}

function reflected(row: State, sine: Float64Array, cosine: Float64Array): bigint[] {
  const half = sine.length;
  const y = [...row];
  sine.forEach((s, c) => {
    const [v, w] = [exactly(s), exactly(cosine[c] ?? NaN)];
    const [a, b] = [row[c] ?? 0n, row[half + c] ?? 0n];
    const reach = 2n * positive(times(a, v) - times(b, w));
    y[c] = a - times(reach, v);
    y[half + c] = b + times(reach, w);
  });
  return y;
}

function members({ offsets, sources }: Windows, i: number): Int32Array {
  return sources.subarray(offsets[i], offsets[i + 1]);
}

function totals(windows: Windows, term: (entry: number) => bigint): bigint[] {
  const count = windows.offsets.length - 1;
  return Array.from({ length: count }, (_, i) => Array.from(members(windows, i)).reduce((sum, j) => sum + term(j), 0n));
}

function centred(windows: Windows, x: State): bigint[] {
  const y = [...x];
  for (let i = 0; i + 1 < windows.offsets.length; i++) {
    const entries = Array.from(members(windows, i));
    const mean = over(entries.reduce((sum, j) => sum + (x[j] ?? 0n), 0n), BigInt(entries.length) * exactly(1)); // prettier-ignore
    for (const j of entries) y[j] = (x[j] ?? 0n) - mean;
  }
  return y;
}
