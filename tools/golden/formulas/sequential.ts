import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";

interface Described {
  readonly class: string;
  readonly [option: string]: unknown;
}

/** Activations of one sample: channels, then pixels (1 by 1 for plain features). */
interface State {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly values: Float64Array;
}

const LIPSCHITZ = /^(Spectral|Frobenius|Scaled|GroupSort|FullSort|MaxMin)/;

/**
 * Sequential whose coefficient reaches every Lipschitz layer: the weights that the reference normalised, at `k^(1/n)` instead of their own coefficient, forward in
 * float64, and central differences (h = 1e-6) for the gradient of the input.
 */
export function sequentialScaled(golden: GoldenCase): Record<string, StoredTensor> {
  const layers = golden.params["layers"] as readonly Described[];
  const factor = Number(golden.params["k_coef_lip"]) ** (1 / layers.filter((layer) => LIPSCHITZ.test(layer.class)).length);
  const weights = new Map<number, StoredTensor>();
  layers.forEach((layer, i) => {
    const stored = golden.expect[`l${i}.weight_eval`];
    if (stored === undefined) return;
    const ratio = factor / Number(layer["k_coef_lip"] ?? 1);
    weights.set(i, { shape: stored.shape, data: Array.from(numbers(stored), (w) => w * ratio) });
  });
  const { x, grad_output: upstream } = golden.inputs as Record<"x" | "grad_output", StoredTensor>;
  const [channels = 1, height = 1, width = 1] = x.shape.slice(1);
  const size = channels * height * width;
  const forward = (values: Float64Array): Float64Array => {
    const start: State = { channels, height, width, values };
    return layers.reduce((state, layer, i) => apply(state, layer, factor, weights.get(i), golden.inputs[`l${i}.bias`]), start).values;
  };
  const samples = Array.from({ length: x.shape[0] ?? 1 }, (_, s) => numbers(x).slice(s * size, (s + 1) * size));
  const outputs = samples.map(forward);
  const g = numbers(upstream);
  const gradient = samples.flatMap((sample, s) =>
    Array.from(sample, (_, i) => {
      const at = (h: number): number => {
        const moved = sample.slice();
        moved[i] = (moved[i] ?? NaN) + h;
        return forward(moved).reduce((sum, value, o, all) => sum + value * (g[s * all.length + o] ?? NaN), 0);
      };
      return (at(1e-6) - at(-1e-6)) / 2e-6;
    }),
  );
  const y = { shape: upstream.shape, data: outputs.flatMap((output) => Array.from(output)) };
  const evaluated = [...weights].map(([i, weight]): [string, StoredTensor] => [`l${i}.weight_eval`, weight]);
  return { y_train: y, y_eval: y, y_export: y, grad_x: { shape: x.shape, data: gradient }, ...Object.fromEntries(evaluated) };
}

function apply(state: State, layer: Described, k: number, weight: StoredTensor | undefined, bias: StoredTensor | undefined): State {
  const { channels, height, width, values } = state;
  const like = (next: Float64Array): State => ({ ...state, values: next });
  const [w, b] = [weight === undefined ? new Float64Array() : numbers(weight), bias === undefined ? new Float64Array() : numbers(bias)];
  switch (layer.class) {
    case "SpectralLinear":
    case "FrobeniusLinear": {
      const y = b.map((shift, o) => values.reduce((sum, v, i) => sum + v * (w[o * values.length + i] ?? NaN), shift));
      return { channels: y.length, height: 1, width: 1, values: y };
    }
    case "SpectralConv2d":
      return convolve(state, layer, weight?.shape ?? [], w, b);
    case "GroupSort2":
      return like(sorted(state, 2).map((v) => k * v));
    case "FullSort":
      return like(sorted(state, channels).map((v) => k * v));
    case "MaxMin":
      return {
        ...state,
        channels: 2 * channels,
        values: Float64Array.of(...values.map((v) => k * Math.max(v, 0)), ...values.map((v) => k * Math.max(-v, 0))),
      };
    case "ScaledL2NormPool2d":
    case "ScaledAvgPool2d": {
      const r = Number(layer["kernel_size"]);
      const [rows, columns] = [height / r, width / r];
      const isNorm = layer.class === "ScaledL2NormPool2d";
      const pooled = Float64Array.from({ length: channels * rows * columns }, (_, at) => {
        const [c, i, j] = [Math.floor(at / (rows * columns)), Math.floor(at / columns) % rows, at % columns];
        let sum = 0;
        for (let u = 0; u < r; u++)
          for (let v = 0; v < r; v++) sum += (values[(c * height + i * r + u) * width + j * r + v] ?? NaN) ** (isNorm ? 2 : 1);
        return k * (isNorm ? Math.sqrt(sum) : sum / r);
      });
      return { channels, height: rows, width: columns, values: pooled };
    }
    case "Flatten":
      return { channels: values.length, height: 1, width: 1, values };
    case "ReLU":
      return like(values.map((v) => Math.max(v, 0)));
    case "Tanh":
      return like(values.map(Math.tanh));
    default:
      throw new Error(`the formula does not know ${layer.class}`);
  }
}

/** Channels in consecutive groups, ascending, pixel by pixel. */
function sorted({ channels, height, width, values }: State, group: number): Float64Array {
  const [pixels, y] = [height * width, values.slice()];
  for (let p = 0; p < pixels; p++) {
    for (let from = 0; from < channels; from += group) {
      const ranked = Array.from({ length: group }, (_, c) => values[(from + c) * pixels + p] ?? NaN).sort((a, z) => a - z);
      ranked.forEach((v, c) => (y[(from + c) * pixels + p] = v));
    }
  }
  return y;
}

/** Stride 1, zero or circular padding. */
function convolve(
  { channels, height, width, values }: State,
  layer: Described,
  shape: readonly number[],
  w: Float64Array,
  b: Float64Array,
): State {
  const [outputs = 1, , kh = 1, kw = 1] = shape;
  const padding = Number(layer["padding"] ?? 0);
  const circular = layer["padding_mode"] === "circular";
  const [rows, columns] = [height + 2 * padding - kh + 1, width + 2 * padding - kw + 1];
  const pixel = (c: number, i: number, j: number): number => {
    const [row, column] = circular ? [(i + height) % height, (j + width) % width] : [i, j];
    return row < 0 || row >= height || column < 0 || column >= width ? 0 : (values[(c * height + row) * width + column] ?? NaN);
  };
  const y = Float64Array.from({ length: outputs * rows * columns }, (_, at) => {
    const [o, i, j] = [Math.floor(at / (rows * columns)), Math.floor(at / columns) % rows, at % columns];
    let sum = b[o] ?? 0;
    for (let c = 0; c < channels; c++)
      for (let u = 0; u < kh; u++)
        for (let v = 0; v < kw; v++) sum += (w[((o * channels + c) * kh + u) * kw + v] ?? NaN) * pixel(c, i + u - padding, j + v - padding);
    return sum;
  });
  return { channels: outputs, height: rows, width: columns, values: y };
}
