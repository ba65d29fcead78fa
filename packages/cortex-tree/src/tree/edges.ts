import { malformedFile } from "@surenet/tensor-backend";
import { type JsonObject, type Module, readConfig } from "@surenet/nn";
import { BranchNode } from "../branches/branch-node.ts";
import { Leaf } from "../leaves/leaf.ts";
import { RootNode } from "../roots/root-node.ts";
import { TrunkNode } from "../trunks/trunk-node.ts";
import type { TreeDescription } from "./description.ts";

/** Which node reads which, by key. */
export interface Edges {
  readonly trunks: Record<string, readonly string[]>;
  readonly branches: Record<string, string>;
  readonly leaves: Record<string, string>;
  /** Of leaves that name a root. */
  readonly rootKeys: Record<string, string>;
}

const WHERE = "cortex.NeuralTree";

/** The edges and the roots' keys, as `NeuralTree.toJSON` wrote them. */
export function readEdges(config: JsonObject): Edges & { readonly roots: readonly string[] } {
  const { roots, trunks, branches, leaves, rootKeys } = readConfig(WHERE, config, {
    roots: "json",
    trunks: "json",
    branches: "json",
    leaves: "json",
    rootKeys: "json",
  });
  const isText = (value: unknown): boolean => typeof value === "string";
  const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
  const isRecord = (value: unknown, item: (value: unknown) => boolean): boolean => typeof value === "object" && value !== null && Object.values(value).every(item); // prettier-ignore
  const whole = isTexts(roots) && isRecord(trunks, isTexts) && [branches, leaves, rootKeys].every((record) => isRecord(record, isText));
  if (!whole) throw malformedFile({ where: WHERE, problem: "the edges of the tree are not usable", got: config });
  return { roots, trunks, branches, leaves, rootKeys } as Edges & { readonly roots: readonly string[] }; // the line above is the proof
}

/** A description whose nodes are made already, in the order roots, trunks, branches, leaves. */
export function builtDescription(
  { roots, trunks, branches, leaves, rootKeys }: Edges & { readonly roots: readonly string[] },
  nodes: readonly Module[],
): TreeDescription {
  // prettier-ignore
  let next = 0;
  const take = <M extends Module>(key: string, kind: abstract new (...args: never[]) => M): M => {
    const node = nodes[next++];
    if (node instanceof kind) return node;
    throw malformedFile({ where: WHERE, problem: `the node ${key} is not a ${kind.name}`, got: node?.constructor.name });
  };
  const each = <V, P>(record: Readonly<Record<string, V>>, plan: (key: string, value: V) => P): Record<string, P> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, plan(key, value)]));
  return {
    roots: each(Object.fromEntries(roots.map((key) => [key, key])), (key) => {
      const node = take(key, RootNode);
      return { outDim: node.outDim, make: () => node };
    }),
    trunks: each(trunks, (key, from) => {
      const node = take(key, TrunkNode);
      return { from, fit: (inDims) => fits(inDims, node.inDims, node.outDim), make: () => node };
    }),
    branches: each(branches, (key, from) => {
      const node = take(key, BranchNode);
      return { from, fit: (inDim) => fits([inDim], [node.inDim], node.outDim), make: () => node };
    }),
    leaves: each(leaves, (key, from) => {
      const node = take(key, Leaf);
      const rootKey = rootKeys[key];
      return { from, inDim: node.inDim, ...(rootKey === undefined ? {} : { rootKey }), make: () => node };
    }),
  };
}

function fits(
  given: readonly number[],
  wanted: readonly number[],
  outDim: number,
): { outDim: number } | { input: number; expected: number } {
  const input = wanted.findIndex((width, i) => width !== given[i]);
  return input < 0 ? { outDim } : { input, expected: wanted[input] ?? NaN };
}
