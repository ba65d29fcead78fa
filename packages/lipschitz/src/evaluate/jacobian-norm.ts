import { type Tensor, grad, reshape, slice, sum, tidy } from "@tensorflow/tfjs-core";
import { svd } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";

/**
 * The largest singular value of the Jacobian over the samples, each in float64; with `disjointNeurons` of each index of the last output axis alone.
 *
 * One backward pass for every output number, so the samples must not see each other: evaluation mode.
 */
export async function jacobianNorm(model: Module, x: Tensor, { disjointNeurons }: { readonly disjointNeurons: boolean }): Promise<number> {
  const samples = x.shape[0] ?? 1;
  const shape = tidy(() => model.forward(x).shape);
  const outputs = shape.slice(1).reduce((product, side) => product * side, 1);
  const slopes = Array.from({ length: outputs }, (_, k) =>
    tidy(() => grad((a: Tensor) => sum(slice(reshape(model.forward(a), [samples, outputs]), [0, k], [samples, 1])))(x)),
  );
  const rows = await Promise.all(slopes.map((slope) => slope.data()));
  for (const slope of slopes) slope.dispose();
  const [inputs, neurons] = [x.size / samples, disjointNeurons ? (shape.at(-1) ?? 1) : 1];
  let largest = 0;
  for (let sample = 0; sample < samples; sample++) {
    for (let neuron = 0; neuron < neurons; neuron++) {
      const own = rows.filter((_, k) => k % neurons === neuron).map((row) => row.subarray(sample * inputs, (sample + 1) * inputs));
      const data = new Float64Array(own.length * inputs);
      own.forEach((row, i) => data.set(row, i * inputs));
      largest = Math.max(largest, svd({ rows: own.length, columns: inputs, data }).singularValues[0] ?? NaN);
    }
  }
  return largest;
}
