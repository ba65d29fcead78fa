import type { Module } from "@surenet/nn";
import { tensor } from "@tensorflow/tfjs-core";

/** The class of every sample, by the network as it runs. */
export async function classesOf(model: Module, inputs: Float32Array, shape: readonly number[]): Promise<Int32Array> {
  const count = inputs.length / shape.reduce((product, side) => product * side, 1);
  const x = tensor(inputs, [count, ...shape]);
  const y = model.forward(x);
  const scores = await y.data();
  for (const owned of [x, y]) owned.dispose();
  const classes = scores.length / count;
  return Int32Array.from({ length: count }, (_, i) => {
    const row = scores.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
}
