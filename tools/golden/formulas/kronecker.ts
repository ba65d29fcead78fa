import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";

/**
 * The documented matrix normal structure (bayes.md section 5): the bias over the weight, `[1 + in, out]`, is `M + A E Bᵀ`, so that
 * `Cov(θ_ro, θ_r'o') = (A Aᵀ)_rr' (B Bᵀ)_oo'`.
 */
export function kroneckerSamples({ inputs }: GoldenCase): Record<string, StoredTensor> {
  const { a, b, bias } = factors(inputs);
  const [weight, eps] = [matrix(inputs["p.params.weight"]), matrix(inputs["eps"])];
  const [x, xs] = [matrix(inputs["x"]), matrix(inputs["xs"])]; // xs: the samples' rows one below the other
  const [outputs, features, samples] = [weight.length, weight[0]?.length ?? 0, eps.length];
  const mean = (r: number, o: number): number =>
    bias && r === 0 ? (bias[o] ?? NaN) : (weight[o]?.[r - Number(bias !== undefined)] ?? NaN);
  const thetas = eps.map((noise) => a.map((row, r) => b.map((column, o) => mean(r, o) + product(row, column, noise))));
  const own = Number(bias !== undefined);
  const output = (theta: number[][], row: number[]): number[] =>
    range(outputs).map((o) => [...(own ? [1] : []), ...row].reduce((sum, value, r) => sum + value * (theta[r]?.[o] ?? NaN), 0));
  const places = [
    ...(own ? range(outputs).map((o) => [0, o]) : []),
    ...range(outputs).flatMap((o) => range(features).map((i) => [i + own, o])),
  ];
  const gram = (rows: number[][], i: number, j: number): number => dot(rows[i] ?? [], rows[j] ?? []);
  const rows = x.length;
  return {
    "sample.weight": stored([samples, outputs, features], thetas.flatMap((theta) => range(outputs).flatMap((o) => range(features).map((i) => theta[i + own]?.[o] ?? NaN)))), // prettier-ignore
    out: stored([samples, rows, outputs], thetas.flatMap((theta) => x.flatMap((row) => output(theta, row)))), // prettier-ignore
    outSamplesIn: stored([samples, rows, outputs], thetas.flatMap((theta, s) => xs.slice(s * rows, (s + 1) * rows).flatMap((row) => output(theta, row)))), // prettier-ignore
    dense: stored([places.length, places.length], places.flatMap(([r = 0, o = 0]) => places.map(([r2 = 0, o2 = 0]) => gram(a, r, r2) * gram(b, o, o2)))), // prettier-ignore
  };
}

/** The variance-reduced losses under that structure: `v_o = |h̃ A|² |B_o|²`, with all gradients. */
export function kroneckerVarianceReduced({ inputs, params }: GoldenCase): Record<string, StoredTensor> {
  const { a, b, bias } = factors(inputs);
  const weight = matrix(inputs["p.params.weight"]);
  const input = matrix(inputs["input"]);
  const target = numbers(inputs["target"] ?? { shape: [], data: [] });
  const own = Number(bias !== undefined);
  const [outputs, features, ranks] = [weight.length, weight[0]?.length ?? 0, a[0]?.length ?? 0];
  const isMse = params["loss"] === "MSELossVR";
  const perRow = isMse ? outputs : 1;
  const count = params["reduction"] === "mean" ? input.length * perRow : 1;
  const batch = target.length / perRow;
  const grad = { input: zeros(input.length, features), weight: zeros(outputs, features), bias: zeros(1, outputs), a: zeros(a.length, ranks), b: zeros(outputs, b[0]?.length ?? 0) }; // prettier-ignore
  const [losses, variances]: [number[], number[]] = [[], []];
  input.forEach((h, n) => {
    const full = [...(own ? [1] : []), ...h];
    const q = range(ranks).map((k) => full.reduce((sum, value, r) => sum + value * (a[r]?.[k] ?? NaN), 0));
    const spread = dot(q, q);
    const lengths = b.map((row) => dot(row, row));
    const mean = weight.map((row, o) => dot(row, h) + (bias?.[o] ?? 0));
    const variance = lengths.map((length) => spread * length);
    variances.push(...variance);
    const row = n % batch;
    const y = range(outputs).map((o) => (isMse ? (target[row * outputs + o] ?? NaN) : Number(target[row] === o)));
    const exponents = mean.map((m, o) => m + (variance[o] ?? NaN) / 2);
    const top = Math.max(...exponents);
    const total = exponents.reduce((sum, e) => sum + Math.exp(e - top), 0);
    const p = exponents.map((e) => Math.exp(e - top) / total);
    if (isMse) losses.push(...mean.map((m, o) => (m - (y[o] ?? NaN)) ** 2 + (variance[o] ?? NaN)));
    else losses.push(Math.log(total) + top - dot(y, mean));
    const slopes = range(outputs).map((o) => (isMse ? { m: 2 * ((mean[o] ?? NaN) - (y[o] ?? NaN)), v: 1 } : { m: (p[o] ?? NaN) - (y[o] ?? NaN), v: (p[o] ?? NaN) / 2 })); // prettier-ignore
    slopes.forEach(({ m, v }, o) => {
      const [length, dm, dv] = [lengths[o] ?? NaN, m / count, v / count];
      add(grad.bias, 0, o, dm);
      b[o]?.forEach((value, l) => add(grad.b, o, l, 2 * dv * spread * value));
      full.forEach((value, r) => {
        q.forEach((qk, k) => add(grad.a, r, k, 2 * dv * length * value * qk));
        if (r < own) return;
        add(grad.weight, o, r - own, dm * value);
        add(grad.input, n, r - own, dm * (weight[o]?.[r - own] ?? NaN) + 2 * dv * length * dot(a[r] ?? [], q));
      });
    });
  });
  const shape = inputs["input"]?.shape.slice(0, -1) ?? [];
  const sum = losses.reduce((left, right) => left + right, 0);
  const loss = params["reduction"] === "none" ? stored([...shape, ...(isMse ? [outputs] : [])], losses) : stored([], [sum / count]);
  return {
    loss,
    variance: stored([...shape, outputs], variances),
    "grad.input": stored([...shape, features], grad.input.flat()),
    "grad.params.bias": stored([outputs], grad.bias.flat()),
    "grad.params.weight": stored([outputs, features], grad.weight.flat()),
    "grad.params.cov.output_factor": stored([outputs, grad.b[0]?.length ?? 0], grad.b.flat()),
    "grad.params.cov.input_factor.bias": stored([1, ranks], grad.a[0] ?? []),
    "grad.params.cov.input_factor.weight": stored([features, ranks], grad.a.slice(own).flat()),
  };
}

function factors(inputs: GoldenCase["inputs"]): { a: number[][]; b: number[][]; bias: number[] | undefined } {
  const first = inputs["p.params.cov.input_factor.bias"];
  const a = [...(first ? matrix(first) : []), ...matrix(inputs["p.params.cov.input_factor.weight"])];
  const bias = inputs["p.params.bias"];
  return { a, b: matrix(inputs["p.params.cov.output_factor"]), bias: bias && [...numbers(bias)] };
}

/** `row · E · columnᵀ` with E of the noise's numbers, the input's rank first. */
function product(row: readonly number[], column: readonly number[], noise: readonly number[]): number {
  return row.reduce((sum, left, i) => sum + left * dot(column, noise.slice(i * column.length, (i + 1) * column.length)), 0);
}

/** Rows of the last axis. */
function matrix(tensor: StoredTensor | undefined): number[][] {
  if (tensor === undefined) throw new Error("the case lacks an input of the formula");
  const columns = tensor.shape.at(-1) ?? 1;
  const values = numbers(tensor);
  return range(values.length / columns).map((row) => Array.from(values.subarray(row * columns, (row + 1) * columns)));
}

function zeros(rows: number, columns: number): number[][] {
  return range(rows).map(() => Array<number>(columns).fill(0));
}

function add(into: number[][], row: number, column: number, value: number): void {
  const line = into[row];
  if (line !== undefined) line[column] = (line[column] ?? 0) + value;
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, i) => sum + value * (right[i] ?? NaN), 0);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function stored(shape: readonly number[], data: readonly number[]): StoredTensor {
  return { shape, data };
}
