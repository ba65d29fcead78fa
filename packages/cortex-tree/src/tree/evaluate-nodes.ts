import { clone } from "@tensorflow/tfjs-core";
import { invalidValue } from "@surenet/tensor-backend";
import type { RootInputs } from "../roots/root-node.ts";
import type { TrunkInput } from "../trunks/trunk-node.ts";
import type { Edges } from "./edges.ts";
import type { NeuralTree } from "./neural-tree.ts";
import type { BranchOutputs, LeafOutputs, RootOutputs, TreeOutputs, TrunkOutputs } from "./outputs.ts";

interface Request {
  readonly given: Readonly<Record<string, RootInputs>>;
  readonly leafKeys: readonly string[];
  readonly trunkOutputs: Readonly<Record<string, TrunkOutputs>>;
  readonly branchOutputs: Readonly<Record<string, BranchOutputs>>;
}

/** Computes what the leaves asked for need, from the leaves towards the roots; every node at most once. Runs in a tidy. */
export function evaluateNodes(tree: NeuralTree, edges: Edges, { given, leafKeys, trunkOutputs, branchOutputs }: Request): TreeOutputs {
  const roots: Record<string, RootOutputs> = {};
  const trunks: Record<string, TrunkOutputs> = {};
  const branches: Record<string, BranchOutputs> = {};
  const leaves: Record<string, LeafOutputs> = {};

  const root = (key: string): RootOutputs => {
    const input = given[key];
    if (input === undefined)
      throw invalidValue({ where: "NeuralTree.forward", problem: `there is no input for roots.${key}`, expected: `all of ${Object.keys(tree.roots).join(", ")} that the leaves need`, got: Object.keys(given) }); // prettier-ignore
    return (roots[key] ??= tree.roots[key]?.encode(input) ?? missing(key));
  };
  const trunkInput = (key: string): TrunkInput => {
    if (Object.hasOwn(tree.roots, key)) {
      const { rootFeatures: features, paddingMask } = root(key);
      return { features, ...(paddingMask === undefined ? {} : { paddingMask }) };
    }
    const { trunkFeatures: features, paddingMask } = trunk(key);
    return { features, ...(paddingMask === undefined ? {} : { paddingMask }) };
  };
  const trunk = (key: string): TrunkOutputs => {
    const ready = trunkOutputs[key];
    if (ready !== undefined) return (trunks[key] ??= copied(ready));
    return (trunks[key] ??= tree.trunks[key]?.forward((edges.trunks[key] ?? []).map(trunkInput)) ?? missing(key));
  };
  const branch = (key: string): BranchOutputs => {
    const ready = branchOutputs[key];
    if (ready !== undefined) return (branches[key] ??= copied(ready));
    const from = edges.branches[key] ?? "";
    return (branches[key] ??=
      tree.branches[key]?.forward(Object.hasOwn(tree.branches, from) ? asTrunk(branch(from)) : trunk(from)) ?? missing(key));
  };
  for (const key of leafKeys) leaves[key] ??= tree.leaf(key).forward(branch(edges.leaves[key] ?? ""));
  return { roots, trunks, branches, leaves };
}

/** A branch as what another branch reads. */
function asTrunk({ branchFeatures, branchMask }: BranchOutputs): TrunkOutputs {
  return { trunkFeatures: branchFeatures, ...(branchMask === undefined ? {} : { paddingMask: branchMask }) };
}

function copied<O extends { readonly [name: string]: unknown }>(outputs: O): O {
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, clone(tensor as TrunkOutputs["trunkFeatures"])])) as O; // outputs hold tensors
}

function missing(key: string): never {
  throw invalidValue({ where: "NeuralTree.forward", problem: `there is no node ${key}` });
}
