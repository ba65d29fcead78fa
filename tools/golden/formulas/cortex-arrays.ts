import { type GoldenCase, numbers, type StoredTensor } from "../vectors.ts";

/** `[batch][length][channels]`, in float64. */
export type Rows = number[][][];
export type Matrix = number[][];

export function stored(shape: readonly number[], data: readonly number[]): StoredTensor {
  return { shape, data: data.map((value) => (Number.isNaN(value) ? "NaN" : value)) };
}

export function storedRows(rows: Rows): StoredTensor {
  return stored([rows.length, rows[0]?.length ?? 0, rows[0]?.[0]?.length ?? 0], rows.flat(2));
}

export function storedMatrix(matrix: Matrix): StoredTensor {
  return stored([matrix.length, matrix[0]?.length ?? 0], matrix.flat());
}

export function matrixOf(tensor: StoredTensor): Matrix {
  const [rows = 0, columns = 0] = tensor.shape;
  const values = numbers(tensor);
  return Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns)));
}

export function rowsOf(tensor: StoredTensor): Rows {
  const [batch = 0, length = 0, channels = 0] = tensor.shape;
  const flat = matrixOf({ shape: [batch * length, channels], data: tensor.data });
  return Array.from({ length: batch }, (_, b) => flat.slice(b * length, (b + 1) * length));
}

/** The weights of a case, by the reference's names below a prefix. */
export class Weights {
  readonly #inputs: GoldenCase["inputs"];
  readonly #prefix: string;

  constructor(inputs: GoldenCase["inputs"], prefix: string) {
    this.#inputs = inputs;
    this.#prefix = prefix;
  }

  below(name: string): Weights {
    return new Weights(this.#inputs, `${this.#prefix}${name}.`);
  }

  has(name: string): boolean {
    return `${this.#prefix}${name}` in this.#inputs;
  }

  tensor(name: string): StoredTensor {
    const found = this.#inputs[`${this.#prefix}${name}`];
    if (found === undefined) throw new Error(`no weight ${this.#prefix}${name}`);
    return found;
  }

  vector(name: string): number[] | undefined {
    return this.has(name) ? Array.from(numbers(this.tensor(name))) : undefined;
  }

  /** `x · Wᵀ + b` */
  linear(name: string, x: Matrix): Matrix {
    const weight = matrixOf(this.tensor(`${name}.weight`));
    const bias = this.vector(`${name}.bias`);
    return x.map((row) => weight.map((w, o) => w.reduce((sum, value, i) => sum + value * (row[i] ?? 0), bias?.[o] ?? 0)));
  }

  /** Rows normalised to mean 0 and variance 1 with eps 1e-5, then scaled and, if there is a bias, shifted. */
  norm(name: string, x: Matrix): Matrix {
    const [weight, bias] = [this.vector(`${name}.weight`), this.vector(`${name}.bias`)];
    return x.map((row) => {
      const mean = average(row);
      const deviation = Math.sqrt(average(row.map((value) => (value - mean) ** 2)) + 1e-5);
      return row.map((value, i) => ((value - mean) / deviation) * (weight?.[i] ?? 1) + (bias?.[i] ?? 0));
    });
  }
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function added(a: Matrix, b: Matrix): Matrix {
  return a.map((row, i) => row.map((value, j) => value + (b[i]?.[j] ?? NaN)));
}

export function softmaxOf(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const exps = scores.map((score) => Math.exp(score - highest));
  const total = exps.reduce((sum, value) => sum + value, 0);
  return exps.map((value) => value / total);
}

export function logSoftmaxOf(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const total = Math.log(scores.reduce((sum, score) => sum + Math.exp(score - highest), 0));
  return scores.map((score) => score - highest - total);
}
