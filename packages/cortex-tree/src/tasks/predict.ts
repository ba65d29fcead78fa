import { type Tensor, concat, dispose, slice, tidy } from "@tensorflow/tfjs-core";
import type { NeuralTree } from "../tree/neural-tree.ts";
import type { LeafOutputs } from "../tree/outputs.ts";
import { chunkSizes } from "./chunk-sizes.ts";

export interface PredictOptions<L extends string = string> {
  /** The tasks that are asked for; all when omitted. */
  readonly leafKeys?: readonly L[];
  readonly batchSize?: number;
}

/**
 * The answers of tasks to any number of samples, computed in chunks, in evaluation mode; the tree's mode is put back.
 *
 * @param inputs by root, tensors with the samples on their first axis (tokens as int32), borrowed
 * @returns by task, owned by the caller
 * @example predict(tree, { pixels }, { leafKeys: ["digit"] }).digit.logits // [samples, 10]
 */
export function predict<L extends string>(
  tree: NeuralTree<string, string, string, L>,
  inputs: Readonly<Record<string, Tensor>>,
  { leafKeys = tree.leafKeys, batchSize = 256 }: PredictOptions<L> = {},
): Record<L, LeafOutputs> {
  // prettier-ignore
  const { training } = tree;
  tree.eval();
  const parts: Record<string, LeafOutputs>[] = [];
  try {
    let from = 0;
    for (const count of chunkSizes(Object.values(inputs)[0]?.shape[0] ?? 0, batchSize)) {
      const chunk = (x: Tensor): Tensor => slice(x, [from, ...x.shape.slice(1).map(() => 0)], [count, ...x.shape.slice(1)]);
      parts.push(
        tidy(() => {
          const given = Object.entries(inputs).map(([key, x]) => [key, x.dtype === "int32" ? { tgtTokIdxs: chunk(x) } : chunk(x)] as const);
          return { ...tree.forward(Object.fromEntries(given), { leafKeys }).leaves };
        }),
      );
      from += count;
    }
    return tidy(() => Object.fromEntries(leafKeys.map((key) => [key, joined(parts, key, tree.leaf(key).batchAxes)]))) as Record<
      L,
      LeafOutputs
    >; // one for each key
  } finally {
    dispose(parts);
    tree.train(training);
  }
}

function joined(parts: readonly Record<string, LeafOutputs>[], key: string, axes: { readonly [name: string]: number }): LeafOutputs {
  const all = parts.map((part) => part[key] ?? {});
  return Object.fromEntries(Object.keys(all[0] ?? {}).map((name) => [name, concat(all.map((one) => one[name] as Tensor), axes[name] ?? 0)])); // prettier-ignore
}
