import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";

/** Homeostasis with its sign: every neuron moves by `plasticity · (target − rate) / target`, the batch's mean, over-active ones down. */
export function signedHomeostasis({ params, inputs }: GoldenCase): Record<string, StoredTensor> {
  const { plasticity, target, param } = params["params"] as { plasticity: number; target: number; param: string };
  const [post, start] = [inputs["post"], inputs[`${param}0`]];
  if (post === undefined || start === undefined) return {};
  const [steps = 0, batch = 0, neurons = 0] = post.shape;
  const spikes = numbers(post);
  const totals = new Float64Array(batch * neurons);
  let now = Array.from(numbers(start));
  const perNeuron = now.length / neurons; // the weights or delays of a neuron are a row
  const data: number[] = [];
  for (let step = 0; step < steps; step++) {
    totals.forEach((total, i) => (totals[i] = total + (spikes[step * totals.length + i] ?? NaN)));
    const push = Array.from({ length: neurons }, (_, n) => {
      const rates = Array.from({ length: batch }, (_, b) => (totals[b * neurons + n] ?? NaN) / (step + 1));
      return rates.reduce((sum, rate) => sum + (plasticity * (target - rate)) / target, 0) / batch;
    });
    now = now.map((value, i) => value + (push[Math.floor(i / perNeuron)] ?? NaN));
    data.push(...now);
  }
  const weight = inputs["weight0"];
  const kept = weight === undefined ? [] : Array.from({ length: steps }, () => Array.from(numbers(weight))).flat();
  const still = weight === undefined ? {} : { weight: { shape: [steps, ...weight.shape], data: kept } };
  return { ...still, [param]: { shape: [steps, ...start.shape], data } };
}
