import type { Dense, HouseHolder, MaxMin, Op, PRelu } from "./op.ts";

/** `y = x W + b` in float64. */
export function dense({ weight: { rows, columns, data }, bias }: Dense, x: Float64Array): Float64Array {
  const y = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const xi = x[i] as number;
    if (xi === 0) continue;
    for (let j = 0, w = i * columns; j < columns; j++) y[j] = (y[j] as number) + xi * (data[w + j] as number);
  }
  if (bias !== undefined) for (let j = 0; j < columns; j++) y[j] = (y[j] as number) + (bias[j] as number);
  return y;
}

/** The op at a point, in float64. */
export function evaluate(op: Op, x: Float64Array): Float64Array {
  switch (op.op) {
    case "dense":
      return dense(op, x);
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
  }
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
