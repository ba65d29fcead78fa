import { checkOptions, unsupported } from "@surenet/tensor-backend";
import { type OnnxConverter, OnnxWriter } from "@surenet/nn";
import { ImageRoot } from "../roots/image-root.ts";
import type { RootNode } from "../roots/root-node.ts";
import { VectorRoot } from "../roots/vector-root.ts";
import type { NeuralTree } from "../tree/neural-tree.ts";
import { ConcatTrunk } from "../trunks/concat-trunk.ts";
import { ProjectionTrunk } from "../trunks/projection-trunk.ts";
import { SumTrunk } from "../trunks/sum-trunk.ts";
import { treeConverters } from "./tree-converters.ts";

export interface ExportTreeOnnxOptions {
  /** All when omitted; roots that none of them needs are left out. */
  readonly leafKeys?: readonly string[];
  /** For nodes of other packages. */
  readonly converters?: readonly OnnxConverter[];
}

/**
 * A tree in evaluation as one ONNX file (opset 17): an input for every root, an output for every leaf, with their names.
 *
 * An output is the leaf's answer: logits of a classifier, the mean of a regressor. Roots of vectors and images, and branches on them, can be written.
 *
 * @returns the bytes of the file
 * @throws SurenetError `E_UNSUPPORTED` for sequences and for a class without a converter; `E_OPTION` for an unknown leaf
 * @example await writeFile("tree.onnx", await exportTreeOnnx(tree)); // inputs {pixels}, outputs {digit, parity}
 */
export async function exportTreeOnnx(tree: NeuralTree, options: ExportTreeOnnxOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  checkOptions("exportTreeOnnx", options, ["leafKeys", "converters"]);
  const { leafKeys = tree.leafKeys, converters = [] } = options;
  const needed = new Set(leafKeys.flatMap((task) => tree.pathOf(task)).flatMap(([kind, key]) => (kind === "roots" ? [key] : [])));
  const inputs = Object.entries(tree.roots).filter(([key]) => needed.has(key));
  const writer = new OnnxWriter(
    Object.fromEntries(inputs.map(([key, root]) => [key, sampleShape(root, key)])),
    [...converters, ...treeConverters], // prettier-ignore
  );
  const { training } = tree;
  tree.eval();
  try {
    const nodes = new TreeWriter(tree, writer);
    const outputs: Record<string, string> = {};
    for (const task of leafKeys) outputs[task] = await nodes.leaf(task);
    return writer.finish(outputs);
  } finally {
    tree.train(training);
  }
}

function sampleShape(root: RootNode, key: string): readonly number[] {
  if (root instanceof ImageRoot) return root.imageShape;
  if (root instanceof VectorRoot) return [root.outDim];
  const fix = "Export a tree of vectors and images, or the nodes behind this root by themselves.";
  throw unsupported({ where: "exportTreeOnnx", problem: `roots.${key} is a ${root.constructor.name}, which has no converter`, fix });
}

/** Writes nodes from the leaves towards the roots, each once. */
class TreeWriter {
  readonly #tree: NeuralTree;
  readonly #writer: OnnxWriter;
  readonly #written = new Map<string, Promise<string>>();

  constructor(tree: NeuralTree, writer: OnnxWriter) {
    this.#tree = tree;
    this.#writer = writer;
  }

  async leaf(task: string): Promise<string> {
    return this.#writer.convert(this.#tree.leaf(task), `leaves.${task}`, await this.#node(this.#tree.sourcesOf("leaves", task)[0] ?? ""));
  }

  #node(key: string): Promise<string> {
    const written = this.#written.get(key) ?? this.#write(key);
    this.#written.set(key, written);
    return written;
  }

  async #write(key: string): Promise<string> {
    const { roots, branches } = this.#tree;
    const [root, branch] = [own(roots, key), own(branches, key)];
    if (root !== undefined) return this.#writer.convert(root, `roots.${key}`, key);
    if (branch !== undefined)
      return this.#writer.convert(branch, `branches.${key}`, await this.#node(this.#tree.sourcesOf("branches", key)[0] ?? ""));
    const values: string[] = [];
    for (const source of this.#tree.sourcesOf("trunks", key)) values.push(await this.#node(source));
    return this.#trunk(key, values);
  }

  async #trunk(key: string, values: readonly string[]): Promise<string> {
    const { graph } = this.#writer;
    const [path, trunk, only] = [`trunks.${key}`, own(this.#tree.trunks, key), values[0] ?? ""];
    if (trunk instanceof SumTrunk) {
      const parts: string[] = [];
      for (const [i, value] of values.entries()) {
        const projection = trunk.projections[i];
        parts.push(projection === undefined ? value : await this.#writer.convert(projection, `${path}.projections.${i}`, value));
      }
      return this.#shaped(graph.add("Sum", parts), trunk.outDim);
    }
    if (!(trunk instanceof ConcatTrunk) && !(trunk instanceof ProjectionTrunk)) {
      if (trunk !== undefined && values.length === 1) return this.#writer.convert(trunk, path, only);
      throw unsupported({ where: "exportTreeOnnx", problem: `${path} is a ${String(trunk?.constructor.name)}, which has no converter` });
    }
    const width = trunk.inDims.reduce((sum, inDim) => sum + inDim, 0);
    const joined = values.length === 1 ? only : this.#shaped(graph.add("Concat", values, { axis: -1 }), width);
    if (trunk instanceof ConcatTrunk) return joined;
    const sum = await this.#writer.convert(trunk.projection, `${path}.projection`, joined);
    return trunk.activation === "relu" ? this.#shaped(graph.add("Relu", [sum]), trunk.outDim) : sum;
  }

  #shaped(value: string, width: number): string {
    this.#writer.setShape(value, [1, width]);
    return value;
  }
}

function own<N>(record: Readonly<Record<string, N>>, key: string): N | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
