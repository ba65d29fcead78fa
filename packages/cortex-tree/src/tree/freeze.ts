import type { NeuralTree, NodeKind } from "./neural-tree.ts";

/**
 * Stops the training of nodes, or starts it again; others stay as they are.
 *
 * @example setTrainable(tree, tree.pathOf("digit"), false)
 */
export function setTrainable(tree: NeuralTree, nodes: readonly (readonly [NodeKind, string])[], trainable: boolean): void {
  for (const [kind, key] of nodes) for (const parameter of tree.node(kind, key).parameters()) parameter.trainable = trainable;
}

function allNodes(tree: NeuralTree): [NodeKind, string][] {
  const kinds: readonly NodeKind[] = ["roots", "trunks", "branches", "leaves"];
  return kinds.flatMap((kind) => Object.keys(tree[kind]).map((key): [NodeKind, string] => [kind, key]));
}

/** Freezes everything but the leaf of a task: its answers are then a probe of what the tree knows already. */
export function linearProbe(tree: NeuralTree, task: string): void {
  tree.leaf(task);
  setTrainable(tree, allNodes(tree), false);
  setTrainable(tree, [["leaves", task]], true);
}

/** Trains the nodes that a task needs, and no others. */
export function finetune(tree: NeuralTree, task: string): void {
  const path = tree.pathOf(task);
  setTrainable(tree, allNodes(tree), false);
  setTrainable(tree, path, true);
}

/** Trains everything again. */
export function unfreeze(tree: NeuralTree): void {
  setTrainable(tree, allNodes(tree), true);
}
