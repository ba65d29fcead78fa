import { type Tensor, addN } from "@tensorflow/tfjs-core";
import { SurenetError, shapeMismatch } from "@surenet/tensor-backend";

/** A tensor, or tensors under names or numbers: the losses of its leaves add up. */
export type TensorTree = Tensor | readonly TensorTree[] | { readonly [name: string]: TensorTree };

/** The leaves with their paths, in the order of the keys. */
export function leaves(tree: TensorTree, path = ""): [string, Tensor][] {
  if (isTensor(tree)) return [[path, tree]];
  return Object.entries(tree).flatMap(([key, branch]) => leaves(branch as TensorTree, path === "" ? key : `${path}.${key}`));
}

/** `Σ f(leaf)`; for a lone tensor `f` of it. */
export function sumOverLeaves(tree: TensorTree, f: (leaf: Tensor) => Tensor): Tensor {
  const results = leaves(tree).map(([, leaf]) => f(leaf));
  const [first] = results;
  return results.length === 1 && first !== undefined ? first : addN(results);
}

/**
 * `Σ f(input leaf, target leaf)` over trees of one structure.
 *
 * @throws SurenetError `E_SHAPE` when the structures or the shapes of two leaves differ, `E_DTYPE` for integers
 */
export function sumOverPairs(where: string, input: TensorTree, target: TensorTree, f: (input: Tensor, target: Tensor) => Tensor): Tensor {
  const targets = leaves(target);
  const inputs = leaves(input);
  if (inputs.map(([path]) => path).join() !== targets.map(([path]) => path).join()) {
    const names = (tree: [string, Tensor][]): string => tree.map(([path]) => path).join(", ");
    throw shapeMismatch({
      where,
      problem: "input and target are trees of different structure",
      expected: names(inputs),
      got: names(targets),
    });
  }
  const results = inputs.map(([path, leaf], i) => {
    const other = targets[i]?.[1] ?? leaf;
    if (leaf.shape.join() !== other.shape.join()) {
      const place = path === "" ? "" : ` at ${path}`;
      throw shapeMismatch({
        where,
        problem: `input and target differ in shape${place}`,
        expected: `[${leaf.shape.join(", ")}]`,
        got: other.shape,
      });
    }
    for (const { dtype } of [leaf, other]) {
      if (dtype !== "float32")
        throw new SurenetError("E_DTYPE", { where, problem: "the loss compares real numbers", expected: "float32", got: dtype });
    }
    return f(leaf, other);
  });
  const [first] = results;
  return results.length === 1 && first !== undefined ? first : addN(results);
}

function isTensor(tree: TensorTree): tree is Tensor {
  return "dataId" in tree;
}
