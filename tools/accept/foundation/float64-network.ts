import { readFile } from "node:fs/promises";
import path from "node:path";
import { decodeSafetensors } from "@surenet/nn";

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

/**
 * A trained perceptron as plain float64 loops, read from the run's weights: an evaluator that shares nothing with the certifier.
 *
 * `h ← sort pairs(h W + b)` for every layer but the last, whose columns are normalised.
 */
export interface Float64Network {
  classOf(x: Float64Array): number;
}

export async function readNetwork(run: string): Promise<Float64Network> {
  const name = path.join(run, "model.safetensors");
  const { tensors } = decodeSafetensors(new Uint8Array(await readFile(name)), name);
  const weights = Object.keys(tensors)
    .filter((key) => key.endsWith(".weight"))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const layers = weights.map((key): Layer => {
    const stored = tensors[key];
    const bias = tensors[key.replace(/weight$/, "bias")];
    const [inputs = 0, outputs = 0] = stored?.shape ?? [];
    return { inputs, outputs, weight: Float64Array.from(stored?.data ?? []), bias: Float64Array.from(bias?.data ?? []) };
  });
  const head = layers.at(-1);
  if (head !== undefined) normaliseColumns(head);
  return {
    classOf(x) {
      const logits = layers.reduce(
        (state, layer, i) => (i < layers.length - 1 ? sortPairs(affine(layer, state)) : affine(layer, state)),
        x,
      );
      return logits.indexOf(Math.max(...logits));
    },
  };
}

function affine({ inputs, outputs, weight, bias }: Layer, x: Float64Array): Float64Array {
  const y = bias.slice();
  for (let i = 0; i < inputs; i++)
    for (let j = 0; j < outputs; j++) y[j] = (y[j] as number) + (x[i] as number) * (weight[i * outputs + j] as number);
  return y;
}

function sortPairs(x: Float64Array): Float64Array {
  for (let i = 0; i < x.length; i += 2) {
    const [a, b] = [x[i] as number, x[i + 1] as number];
    [x[i], x[i + 1]] = a <= b ? [a, b] : [b, a];
  }
  return x;
}

function normaliseColumns({ inputs, outputs, weight }: Layer): void {
  for (let j = 0; j < outputs; j++) {
    let squares = 0;
    for (let i = 0; i < inputs; i++) squares += (weight[i * outputs + j] as number) ** 2;
    for (let i = 0; i < inputs; i++) weight[i * outputs + j] = (weight[i * outputs + j] as number) / Math.sqrt(squares);
  }
}
