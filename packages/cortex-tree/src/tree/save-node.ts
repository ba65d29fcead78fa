import { malformedFile } from "@surenet/tensor-backend";
import { loadModel, type ModuleType, type RunStore, saveModel } from "@surenet/nn";
import type { NeuralTree, NodeKind } from "./neural-tree.ts";
import { treeModules } from "./tree-modules.ts";

/** Writes one node, as `saveModel` writes a whole tree. */
export async function saveNode(store: RunStore, tree: NeuralTree, kind: NodeKind, key: string): Promise<void> {
  await saveModel(store, tree.node(kind, key), { metadata: { kind, key } });
}

/**
 * Gives a node of a tree the weights of one that {@link saveNode} wrote, of this tree or another.
 *
 * @param types classes of other families that the node is made of
 * @throws SurenetError `E_FILE` for damaged files, or a node of another structure; then nothing changed
 */
export async function loadNode(
  store: RunStore,
  tree: NeuralTree,
  kind: NodeKind,
  key: string,
  { types = [] }: { readonly types?: readonly ModuleType[] } = {},
): Promise<void> {
  // prettier-ignore
  const node = tree.node(kind, key);
  const { model } = await loadModel(store, [...treeModules, ...types]);
  try {
    const [saved, here] = [JSON.stringify(model.toJSON()), JSON.stringify(node.toJSON())];
    if (saved !== here)
      throw malformedFile({
        where: `loadNode, ${kind}.${key}`,
        problem: "the node in the file has another structure",
        expected: here,
        got: saved,
      });
    node.loadStateDict(model.stateDict());
  } finally {
    model.dispose();
  }
}
