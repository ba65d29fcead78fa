import { checkOptions, unsupported } from "@surenet/tensor-backend";
import { type Module, type OnnxConverter, OnnxWriter } from "@surenet/nn";
import { Conv1dBranch } from "../branches/conv1d-branch.ts";
import { AutoregressiveLanguageModelLeaf, DenoisingLanguageModelLeaf } from "../leaves/language-model-leaf.ts";
import { SequenceRegressorLeaf } from "../leaves/sequence-regressor-leaf.ts";
import { Conv1dRoot } from "../roots/conv1d-root.ts";
import { ImageRoot } from "../roots/image-root.ts";
import type { RootNode } from "../roots/root-node.ts";
import { VectorRoot } from "../roots/vector-root.ts";
import type { NeuralTree } from "../tree/neural-tree.ts";
import { ConcatTrunk } from "../trunks/concat-trunk.ts";
import { ProjectionTrunk } from "../trunks/projection-trunk.ts";
import { SumTrunk } from "../trunks/sum-trunk.ts";
import { conv1dBranchToOnnx, conv1dRootToOnnx, type WrittenNode } from "./sequence-onnx.ts";
import { treeConverters } from "./tree-converters.ts";

export interface ExportTreeOnnxOptions {
  /** All when omitted; roots that none of them needs are left out. */
  readonly leafKeys?: readonly string[];
  /** For nodes of other packages. */
  readonly converters?: readonly OnnxConverter[];
}

const READS_POSITIONS = [SequenceRegressorLeaf, DenoisingLanguageModelLeaf, AutoregressiveLanguageModelLeaf] as const;

/**
 * A tree in evaluation as one ONNX file (opset 17): an input for every root, an output for every leaf, with their names.
 *
 * An output is the leaf's answer: logits of a classifier, the mean of a regressor. Roots of vectors and of images can be written, and those of tokens with convolutions and
 * the mean over positions, whose input is int64 `[batch, maxLen]`.
 *
 * @returns the bytes of the file
 * @throws SurenetError `E_UNSUPPORTED` for Transformers, leaves that answer by position, and a class without a converter; `E_OPTION` for an unknown leaf
 * @example await writeFile("tree.onnx", await exportTreeOnnx(tree)); // inputs {pixels}, outputs {digit, parity}
 */
export async function exportTreeOnnx(tree: NeuralTree, options: ExportTreeOnnxOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  checkOptions("exportTreeOnnx", options, ["leafKeys", "converters"]);
  const { leafKeys = tree.leafKeys, converters = [] } = options;
  const needed = new Set(leafKeys.flatMap((task) => tree.pathOf(task)).flatMap(([kind, key]) => (kind === "roots" ? [key] : [])));
  const inputs = Object.entries(tree.roots).filter(([key]) => needed.has(key));
  const shapes = Object.fromEntries(inputs.map(([key, root]) => [key, sampleShape(root, key)]));
  const tokens = inputs.flatMap(([key, root]) => (root instanceof Conv1dRoot ? [key] : []));
  const writer = new OnnxWriter(shapes, [...converters, ...treeConverters], tokens);
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
  if (root instanceof Conv1dRoot) return [root.maxLen];
  const fix = "Export a tree without it, or the nodes behind it by themselves.";
  throw unsupported({ where: "exportTreeOnnx", problem: `roots.${key} is a ${root.constructor.name}, which has no converter`, fix });
}

/** Writes nodes from the leaves towards the roots, each once. */
class TreeWriter {
  readonly #tree: NeuralTree;
  readonly #writer: OnnxWriter;
  readonly #written = new Map<string, WrittenNode>();

  constructor(tree: NeuralTree, writer: OnnxWriter) {
    this.#tree = tree;
    this.#writer = writer;
  }

  async leaf(task: string): Promise<string> {
    const [leaf, path] = [this.#tree.leaf(task), `leaves.${task}`];
    const { features, pooled } = await this.#node(this.#tree.sourcesOf("leaves", task)[0] ?? "");
    if (pooled !== undefined && READS_POSITIONS.some((type) => leaf instanceof type)) throw noConverter(path, leaf);
    return this.#writer.convert(leaf, path, pooled ?? features);
  }

  async #node(key: string): Promise<WrittenNode> {
    const written = this.#written.get(key) ?? (await this.#write(key));
    this.#written.set(key, written);
    return written;
  }

  async #write(key: string): Promise<WrittenNode> {
    const { roots, branches } = this.#tree;
    const [root, branch] = [own(roots, key), own(branches, key)];
    if (root instanceof Conv1dRoot) return conv1dRootToOnnx(root, this.#writer, `roots.${key}`, key);
    if (root !== undefined) return { features: await this.#writer.convert(root, `roots.${key}`, key) };
    if (branch === undefined) return this.#trunk(key);
    const path = `branches.${key}`;
    const source = await this.#node(this.#tree.sourcesOf("branches", key)[0] ?? "");
    if (branch instanceof Conv1dBranch) return conv1dBranchToOnnx(branch, this.#writer, path, source);
    return { features: await this.#writer.convert(branch, path, source.features) };
  }

  async #trunk(key: string): Promise<WrittenNode> {
    const sources: WrittenNode[] = [];
    for (const source of this.#tree.sourcesOf("trunks", key)) sources.push(await this.#node(source));
    const masks = sources.flatMap(({ mask }) => (mask === undefined ? [] : [mask]));
    const [mask, ...others] = masks;
    const features = await this.#joined(
      key,
      sources.map((source) => source.features),
    );
    if (mask === undefined) return { features };
    return { features, mask: others.length === 0 ? mask : this.#writer.graph.add("Max", masks) };
  }

  async #joined(key: string, values: readonly string[]): Promise<string> {
    const { graph } = this.#writer;
    const [path, trunk, only] = [`trunks.${key}`, own(this.#tree.trunks, key), values[0] ?? ""];
    const shaped = (value: string, width: number): string => {
      this.#writer.setShape(value, [...this.#writer.shapeOf(only).slice(0, -1), width]);
      return value;
    };
    if (trunk instanceof SumTrunk) {
      const parts: string[] = [];
      for (const [i, value] of values.entries()) {
        const projection = trunk.projections[i];
        parts.push(projection === undefined ? value : await this.#writer.convert(projection, `${path}.projections.${i}`, value));
      }
      return shaped(graph.add("Sum", parts), trunk.outDim);
    }
    if (!(trunk instanceof ConcatTrunk) && !(trunk instanceof ProjectionTrunk)) {
      if (trunk !== undefined && values.length === 1) return this.#writer.convert(trunk, path, only);
      throw noConverter(path, trunk);
    }
    const width = trunk.inDims.reduce((sum, inDim) => sum + inDim, 0);
    const joined = values.length === 1 ? only : shaped(graph.add("Concat", values, { axis: -1 }), width);
    if (trunk instanceof ConcatTrunk) return joined;
    const sum = await this.#writer.convert(trunk.projection, `${path}.projection`, joined);
    return trunk.activation === "relu" ? shaped(graph.add("Relu", [sum]), trunk.outDim) : sum;
  }
}

function noConverter(path: string, node: Module | undefined): Error {
  return unsupported({ where: "exportTreeOnnx", problem: `${path} is a ${String(node?.constructor.name)}, which has no converter` });
}

function own<N>(record: Readonly<Record<string, N>>, key: string): N | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
