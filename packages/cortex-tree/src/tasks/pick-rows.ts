import { type Tensor, gather, tensor1d } from "@tensorflow/tfjs-core";
import type { Leaf } from "../leaves/leaf.ts";
import type { LeafOutputs, RootOutputs } from "../tree/outputs.ts";

/** Some samples of a leaf's outputs; all of them as they are. Runs in a tidy. */
export function pickLeafRows(
  outputs: LeafOutputs,
  rows: readonly number[],
  { batchAxes, size }: { readonly batchAxes: Leaf["batchAxes"]; readonly size: number },
): LeafOutputs {
  // prettier-ignore
  if (rows.length === size) return outputs;
  const places = tensor1d([...rows], "int32");
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, gather(value, places, batchAxes[name] ?? 0)]));
}

/** Some samples of a root's outputs; all of them as they are. Runs in a tidy. */
export function pickRootRows(outputs: RootOutputs | undefined, rows: readonly number[], size: number): RootOutputs | undefined {
  if (outputs === undefined || rows.length === size) return outputs;
  const places = tensor1d([...rows], "int32");
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, gather(value as Tensor, places)])) as RootOutputs; // the same names
}
