import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";

/** A convolution without padding whose kernels have length one, output by output: `w_o / ‖w_o‖`, the layer and its gradients. */
export function frobeniusConvPerOutput({ inputs }: GoldenCase): Record<string, StoredTensor> {
  const { weight, bias, x, grad_output: upstream } = inputs as Record<"weight" | "bias" | "x" | "grad_output", StoredTensor>;
  const raw = numbers(weight);
  const size = raw.length / (weight.shape[0] ?? 1);
  const lengths = Array.from({ length: weight.shape[0] ?? 1 }, (_, o) => Math.hypot(...raw.slice(o * size, (o + 1) * size)));
  const unit = raw.map((value, i) => value / (lengths[Math.floor(i / size)] ?? NaN));
  const [images, shifts, g] = [numbers(x), numbers(bias), numbers(upstream)];
  const y = g.map((_, i) => shifts[Math.floor(i / plane(upstream)) % shifts.length] ?? NaN);
  const [gradX, gradUnit] = [images.map(() => 0), unit.map(() => 0)];
  eachProduct({ weight, x, y: upstream }, (w, from, to) => {
    y[to] = (y[to] ?? NaN) + (unit[w] ?? NaN) * (images[from] ?? NaN);
    gradX[from] = (gradX[from] ?? NaN) + (unit[w] ?? NaN) * (g[to] ?? NaN);
    gradUnit[w] = (gradUnit[w] ?? NaN) + (images[from] ?? NaN) * (g[to] ?? NaN);
  });
  const gradWeight = gradUnit.map((value, i) => {
    const o = Math.floor(i / size);
    const along = gradUnit.slice(o * size, (o + 1) * size).reduce((total, v, k) => total + v * (unit[o * size + k] ?? NaN), 0);
    return (value - along * (unit[i] ?? NaN)) / (lengths[o] ?? NaN);
  });
  const like = (data: Float64Array, { shape }: StoredTensor): StoredTensor => ({ shape, data: Array.from(data) });
  const [kernel, output] = [like(unit, weight), like(y, upstream)];
  return {
    weight_eff: kernel,
    weight_after_remove: kernel,
    y: output,
    y_after_remove: output,
    grad_x: like(gradX, x),
    grad_weight: like(gradWeight, weight),
  };
}

function plane({ shape }: StoredTensor): number {
  return (shape[2] ?? 1) * (shape[3] ?? 1);
}

/** Visits every product of a convolution of stride one: flat indices of the weight, of the input and of the output, all channels first. */
function eachProduct(
  { weight, x, y }: { weight: StoredTensor; x: StoredTensor; y: StoredTensor },
  visit: (weight: number, from: number, to: number) => void,
): void {
  const [, channels = 1, rows = 1, columns = 1] = weight.shape;
  const [, , height = 1, width = 1] = x.shape;
  const [samples = 1, outputs = 1, outHeight = 1, outWidth = 1] = y.shape;
  for (let to = 0; to < samples * outputs * outHeight * outWidth; to++) {
    const [column, row] = [to % outWidth, Math.floor(to / outWidth) % outHeight];
    const [o, n] = [Math.floor(to / plane(y)) % outputs, Math.floor(to / plane(y) / outputs)];
    for (let k = 0; k < channels * rows * columns; k++) {
      const [v, u, c] = [k % columns, Math.floor(k / columns) % rows, Math.floor(k / (rows * columns))];
      visit(o * channels * rows * columns + k, ((n * channels + c) * height + row + u) * width + column + v, to);
    }
  }
}
