import type { NeuralTree, NodeKind } from "@surenet/cortex-tree";

/** A node as it is drawn. */
export interface DrawnNode {
  readonly kind: NodeKind;
  readonly key: string;
  /** The nodes that it reads. */
  readonly from: readonly string[];
  readonly parameters: number;
  readonly frozen: boolean;
}

/** The nodes of a tree and what they read, roots first. */
export function nodesOf(tree: NeuralTree): readonly DrawnNode[] {
  const { config } = tree.toJSON();
  const { trunks, branches, leaves } = config as { readonly trunks: Readonly<Record<string, readonly string[]>>; readonly branches: Readonly<Record<string, string>>; readonly leaves: Readonly<Record<string, string>> }; // prettier-ignore
  const reads: Readonly<Record<NodeKind, (key: string) => readonly string[]>> = {
    roots: () => [],
    trunks: (key) => trunks[key] ?? [],
    branches: (key) => (branches[key] === undefined ? [] : [branches[key]]),
    leaves: (key) => (leaves[key] === undefined ? [] : [leaves[key]]),
  };
  return (["roots", "trunks", "branches", "leaves"] as const).flatMap((kind) =>
    Object.keys(tree[kind]).map((key): DrawnNode => {
      const own = tree.node(kind, key).parameters();
      const parameters = own.reduce((total, { variable }) => total + variable.size, 0);
      return { kind, key, from: reads[kind](key), parameters, frozen: own.length > 0 && own.every(({ trainable }) => !trainable) };
    }),
  );
}
