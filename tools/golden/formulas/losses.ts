import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";

/** `|x - y|`, kept or summed, over all elements; an upstream gradient of fewer axes is repeated over the others. */
export function l1Documented({ params, inputs }: GoldenCase): Record<string, StoredTensor> {
  const { input, target, grad_output: upstream } = inputs as Record<"input" | "target" | "grad_output", StoredTensor>;
  const [y, g] = [numbers(target), numbers(upstream)];
  const differences = Array.from(numbers(input), (value, i) => value - (y[i] ?? NaN));
  const each = differences.length / g.length;
  const losses = differences.map(Math.abs);
  const loss =
    params["reduction"] === "sum" ? { shape: [], data: [losses.reduce((a, b) => a + b, 0)] } : { shape: input.shape, data: losses };
  return { loss, grad_input: { shape: input.shape, data: differences.map((d, i) => Math.sign(d) * (g[Math.floor(i / each)] ?? NaN)) } };
}

/** `Σ_{c≠y} max(0, m - x_y + x_c)^p` of each sample; an upstream gradient for every class is summed over the classes. */
export function multiMarginPerSample({ params, inputs }: GoldenCase): Record<string, StoredTensor> {
  const { input, target, grad_output: upstream } = inputs as Record<"input" | "target" | "grad_output", StoredTensor>;
  const [samples = 0, classes = 0] = input.shape;
  const [x, y, g] = [numbers(input), numbers(target), numbers(upstream)];
  const [p, margin] = [Number(params["p"]), Number(params["margin"])];
  const loss = Array.from({ length: samples }, () => 0);
  const gradient = Array.from(x, () => 0);
  for (let i = 0; i < samples; i++) {
    const row = g.slice(i * classes, (i + 1) * classes).reduce((a, b) => a + b, 0);
    const own = i * classes + (y[i] ?? 0);
    for (let at = i * classes; at < (i + 1) * classes; at++) {
      const short = margin - (x[own] ?? NaN) + (x[at] ?? NaN);
      if (at === own || short <= 0) continue;
      loss[i] = (loss[i] ?? 0) + short ** p;
      const slope = row * p * short ** (p - 1);
      gradient[at] = (gradient[at] ?? 0) + slope;
      gradient[own] = (gradient[own] ?? 0) - slope;
    }
  }
  return { loss: { shape: [samples], data: loss }, grad_input: { shape: input.shape, data: gradient } };
}
