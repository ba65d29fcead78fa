import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";

interface Image {
  readonly values: Float64Array;
  readonly upstream: Float64Array;
  readonly planes: number;
  readonly height: number;
  readonly width: number;
}

function image({ inputs }: GoldenCase): Image {
  const { x, grad_output: upstream } = inputs as Record<"x" | "grad_output", StoredTensor>;
  const [height = 1, width = 1] = x.shape.slice(-2);
  return { values: numbers(x), upstream: numbers(upstream), planes: x.shape.slice(0, -2).reduce((a, b) => a * b, 1), height, width };
}

/** A pool over windows side by side whose scale fits each window, cut ones too: `k Σ x / √n`, or `k √(Σ x²)`. */
export function scaledPoolBounded(golden: GoldenCase): Record<string, StoredTensor> {
  const { values, upstream, planes, height, width } = image(golden);
  const { kernel_size: size, k_coef_lip: k = 1, ceil_mode: ceil = false } = golden.params;
  const [kh = 1, kw = 1] = (Array.isArray(size) ? size : [size, size]).map(Number);
  const count = ceil === true ? Math.ceil : Math.floor;
  const [rows, columns] = [count(height / kh), count(width / kw)];
  const isNorm = golden.params["class"] === "ScaledL2NormPool2d";
  const y = new Float64Array(planes * rows * columns);
  const gradient = new Float64Array(values.length);
  for (let out = 0; out < y.length; out++) {
    const [plane, i, j] = [Math.floor(out / (rows * columns)), Math.floor(out / columns) % rows, out % columns];
    const window: number[] = [];
    for (let u = i * kh; u < Math.min((i + 1) * kh, height); u++)
      for (let v = j * kw; v < Math.min((j + 1) * kw, width); v++) window.push((plane * height + u) * width + v);
    const sum = window.reduce((total, at) => total + (isNorm ? (values[at] ?? NaN) ** 2 : (values[at] ?? NaN)), 0);
    const length = isNorm ? Math.sqrt(sum) : Math.sqrt(window.length);
    y[out] = Number(k) * (isNorm ? length : sum / length);
    for (const at of window) {
      const slope = length === 0 ? 0 : (isNorm ? (values[at] ?? NaN) : 1) / length;
      gradient[at] = (gradient[at] ?? 0) + Number(k) * (upstream[out] ?? NaN) * slope;
    }
  }
  const shape = [...(golden.inputs["x"]?.shape ?? []).slice(0, -2), rows, columns];
  const result = { shape, data: Array.from(y) };
  return { y: result, y_export: result, grad_x: { shape: golden.inputs["x"]?.shape ?? [], data: Array.from(gradient) } };
}

/** Pixel shuffle and unshuffle times the coefficient: each output is k times one input. */
export function samplingScaled(golden: GoldenCase): Record<string, StoredTensor> {
  const { values, upstream, planes, height, width } = image(golden);
  const { kernel_size: size, k_coef_lip: k } = golden.params;
  const [r, factor] = [Number(size), Number(k)];
  const down = golden.params["class"] === "InvertibleDownSampling";
  const lead = (golden.inputs["x"]?.shape ?? []).slice(0, -3);
  const channels = golden.inputs["x"]?.shape.at(-3) ?? 1;
  const [deep, high, wide] = down ? [channels * r * r, height / r, width / r] : [channels / (r * r), height * r, width * r];
  const y = new Float64Array(values.length);
  const gradient = new Float64Array(values.length);
  for (let from = 0; from < values.length; from++) {
    const [plane, i, j] = [Math.floor(from / (height * width)) % planes, Math.floor(from / width) % height, from % width];
    const [sample, c] = [Math.floor(plane / channels), plane % channels];
    const [channel, row, column] = down
      ? [(c * r + (i % r)) * r + (j % r), Math.floor(i / r), Math.floor(j / r)]
      : [Math.floor(c / (r * r)), i * r + (Math.floor(c / r) % r), j * r + (c % r)];
    const to = ((sample * deep + channel) * high + row) * wide + column;
    y[to] = factor * (values[from] ?? NaN);
    gradient[from] = factor * (upstream[to] ?? NaN);
  }
  const result = { shape: [...lead, deep, high, wide], data: Array.from(y) };
  return { y: result, y_export: result, grad_x: { shape: golden.inputs["x"]?.shape ?? [], data: Array.from(gradient) } };
}
