import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";
import { eachElement } from "./channels.ts";

/** HouseHolder with its coefficient applied: `k · (x cos θ + y sin θ, x sin θ - y cos θ)` below the line, `k · (x, y)` above, and the gradients of that. */
export function houseHolderScaled({ params, inputs }: GoldenCase): Record<string, StoredTensor> {
  const { x, grad_output: upstream, theta } = inputs as Record<"x" | "grad_output" | "theta", StoredTensor>;
  const k = Number(params["k_coef_lip"]);
  const half = Number(params["channels"]) / 2;
  const angles = theta === undefined ? new Float64Array(half).fill(Math.PI / 2) : numbers(theta);
  const [values, g] = [numbers(x), numbers(upstream)];
  const y = new Float64Array(values.length);
  const gradX = new Float64Array(values.length);
  const gradTheta = new Float64Array(half);
  const inner = x.shape.slice(2).reduce((product, side) => product * side, 1);
  eachElement(x.shape, (i, channel) => {
    if (channel >= half) return;
    const j = i + half * inner;
    const [a, b, t] = [values[i] ?? NaN, values[j] ?? NaN, angles[channel] ?? NaN];
    const [ga, gb] = [k * (g[i] ?? NaN), k * (g[j] ?? NaN)];
    const [c, s] = [Math.cos(t), Math.sin(t)];
    const reflected = a * Math.sin(t / 2) - b * Math.cos(t / 2) > 0;
    [y[i], y[j]] = reflected ? [k * (a * c + b * s), k * (a * s - b * c)] : [k * a, k * b];
    [gradX[i], gradX[j]] = reflected ? [ga * c + gb * s, ga * s - gb * c] : [ga, gb];
    if (reflected) gradTheta[channel] = (gradTheta[channel] ?? 0) + ga * (-a * s + b * c) + gb * (a * c + b * s);
  });
  const like = (data: Float64Array, shape = x.shape): StoredTensor => ({ shape, data: Array.from(data) });
  return { y: like(y), y_export: like(y), grad_x: like(gradX), grad_theta: like(gradTheta, [half]) };
}
