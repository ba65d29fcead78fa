import { Tensor, clone, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption, nearest, wrongState } from "@surenet/tensor-backend";
import { forwardPass, type JsonObject, Module, type ModuleJson, requiredRng } from "@surenet/nn";
import type { BranchNode } from "../branches/branch-node.ts";
import type { Leaf } from "../leaves/leaf.ts";
import type { RootInputs, RootNode } from "../roots/root-node.ts";
import type { TrunkNode } from "../trunks/trunk-node.ts";
import type { TaskDescription, TreeDescription } from "./description.ts";
import { builtDescription, type Edges, readEdges } from "./edges.ts";
import { evaluateNodes } from "./evaluate-nodes.ts";
import type { BranchOutputs, TreeOutputs, TrunkOutputs } from "./outputs.ts";
import { type KnownWidths, NOTHING_KNOWN, type Plans, planTree } from "./plan-tree.ts";

export type NodeKind = "roots" | "trunks" | "branches" | "leaves";

export interface ForwardOptions<L extends string = string> {
  /** The tasks that are asked for; all when omitted. Only what they need is computed, and that once. Members of an ensemble go by their numbers. */
  readonly leafKeys?: readonly (L | `${string}_${number}`)[];
  /** Trunks that are there already; what feeds them is not computed. Borrowed. */
  readonly trunkOutputs?: Readonly<Record<string, TrunkOutputs>>;
  readonly branchOutputs?: Readonly<Record<string, BranchOutputs>>;
}

/**
 * Inputs enter roots, trunks join them, branches specialise, leaves answer tasks.
 *
 * A description is plain data, and is checked as a whole before anything is made of it. `forward` computes the nodes that the tasks asked for need, each once.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE` as `planTree`
 * @example
 * const tree = new NeuralTree({
 *   roots: { pixels: vectorRoot(784) },
 *   trunks: { shared: projectionTrunk(["pixels"], 256) },
 *   branches: { features: mlpBranch("shared") },
 *   leaves: { digit: classifierLeaf("features", 10), parity: classifierLeaf("features", 2) },
 * }, { rng: createRng(0) });
 * tree.forward({ pixels }, { leafKeys: ["digit"] }).leaves.digit.logits // [batch, 10]
 */
export class NeuralTree<
  R extends string = string,
  T extends string = string,
  B extends string = string,
  L extends string = string,
> extends Module {
  static readonly id: string = "cortex.NeuralTree";
  readonly roots: Record<string, RootNode> = {};
  readonly trunks: Record<string, TrunkNode> = {};
  readonly branches: Record<string, BranchNode> = {};
  readonly leaves: Record<string, Leaf> = {};
  readonly #edges: Edges = { trunks: {}, branches: {}, leaves: {}, rootKeys: {} };

  constructor(description: TreeDescription<R, T, B, L>, options: { readonly rng: Rng }) {
    super();
    checkOptions("NeuralTree", description, ["roots", "trunks", "branches", "leaves"]);
    checkOptions("NeuralTree", options, ["rng"]);
    this.#grow(description, NOTHING_KNOWN, requiredRng("NeuralTree", options.rng));
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): Module {
    return new NeuralTree(builtDescription(readEdges(config), children), { rng: createRng(0) });
  }

  override toJSON(): ModuleJson {
    const nodes = [this.roots, this.trunks, this.branches, this.leaves].flatMap((record) => Object.values<Module>(record));
    const { trunks, branches, leaves, rootKeys } = this.#edges;
    return {
      ...super.toJSON(),
      config: { roots: Object.keys(this.roots), trunks, branches, leaves, rootKeys },
      children: nodes.map((node) => node.toJSON()),
    };
  }

  get leafKeys(): L[] {
    return Object.keys(this.leaves) as L[];
  }

  /** A node by kind and key. @throws SurenetError `E_OPTION` naming the nearest one */
  node(kind: NodeKind, key: string): Module {
    const record: Record<string, Module> = this[kind];
    return own(record, key) ?? refuse(`NeuralTree.${kind}`, key, Object.keys(record));
  }

  /** The leaf of a task. @throws SurenetError `E_OPTION` for an unknown task, naming the nearest one */
  leaf(task: string): Leaf {
    return own(this.leaves, task) ?? refuse("NeuralTree, task", task, this.leafKeys);
  }

  /** The root whose outputs the loss of a task sees. */
  rootKeyOf(task: string): string {
    this.leaf(task);
    return this.#edges.rootKeys[task] ?? this.pathOf(task).find(([kind]) => kind === "roots")?.[1] ?? "";
  }

  /** The nodes that one reads, in the order that it reads them. */
  sourcesOf(kind: NodeKind, key: string): readonly string[] {
    this.node(kind, key);
    if (kind === "roots") return [];
    const from = this.#edges[kind][key] ?? [];
    return typeof from === "string" ? [from] : from;
  }

  /** The nodes that a task needs, roots first. */
  pathOf(task: string): [NodeKind, string][] {
    this.leaf(task);
    const { trunks, branches, leaves } = this.#edges;
    const path: [NodeKind, string][] = [];
    const add = (kind: NodeKind, key: string): void => {
      if (!path.some(([k, name]) => k === kind && name === key)) path.push([kind, key]);
    };
    const visit = (key: string): void => {
      for (const source of trunks[key] ?? (branches[key] === undefined ? [] : [branches[key]])) visit(source);
      add(own(this.roots, key) !== undefined ? "roots" : own(this.trunks, key) !== undefined ? "trunks" : "branches", key);
    };
    visit(leaves[task] ?? "");
    add("leaves", task);
    return path;
  }

  /**
   * Adds nodes that read what is there; nothing else changes. The tree is returned, its type knows the new tasks.
   *
   * @throws SurenetError as the constructor; then nothing was added
   * @example tree.addTask({ leaves: { large: classifierLeaf("features", 2) } }, { rng })
   */
  addTask<T2 extends string = never, B2 extends string = never, L2 extends string = never>(
    task: TaskDescription<T2, B2, L2>,
    options: { readonly rng: Rng },
  ): NeuralTree<R, T | T2, B | B2, L | L2> {
    // prettier-ignore
    checkOptions("NeuralTree.addTask", task, ["trunks", "branches", "leaves"]);
    const widths = (record: Record<string, { readonly outDim: number }>): Map<string, number> => new Map(Object.entries(record).map(([key, { outDim }]) => [key, outDim])); // prettier-ignore
    const known = {
      roots: widths(this.roots),
      trunks: widths(this.trunks),
      branches: widths(this.branches),
      leaves: new Set<string>(this.leafKeys),
    };
    this.#grow({ roots: {}, trunks: {}, branches: {}, ...task }, known, requiredRng("NeuralTree.addTask", options.rng));
    return this as unknown as NeuralTree<R, T | T2, B | B2, L | L2>; // it has them now
  }

  forward(x: Tensor): Tensor;
  forward(inputs: Readonly<Partial<Record<R, RootInputs>>>, options?: ForwardOptions<L>): TreeOutputs;
  forward(inputs: Tensor | Readonly<Partial<Record<R, RootInputs>>>, options: ForwardOptions<L> = {}): Tensor | TreeOutputs {
    if (inputs instanceof Tensor) return this.#single(inputs);
    checkOptions("NeuralTree.forward", options, ["leafKeys", "trunkOutputs", "branchOutputs"]);
    const { leafKeys = this.leafKeys, trunkOutputs = {}, branchOutputs = {} } = options;
    const given = inputs as Readonly<Record<string, RootInputs>>;
    for (const key of leafKeys) this.leaf(key);
    for (const key of Object.keys(given))
      if (own(this.roots, key) === undefined) refuse("NeuralTree.forward, input", key, Object.keys(this.roots));
    return forwardPass(() => tidy(() => evaluateNodes(this, this.#edges, { given, leafKeys, trunkOutputs, branchOutputs })));
  }

  /** The answer of the only leaf to the input of the only root. */
  #single(x: Tensor): Tensor {
    const [[root, ...otherRoots], [leaf, ...otherLeaves]] = [Object.keys(this.roots), this.leafKeys];
    if (root === undefined || leaf === undefined || otherRoots.length + otherLeaves.length > 0)
      throw wrongState({
        where: "NeuralTree.forward",
        problem: "one tensor answers only a tree of one root and one leaf",
        fix: "Pass inputs by root.",
      });
    return tidy(() => {
      const { leaves } = this.forward({ [root]: x } as unknown as Readonly<Partial<Record<R, RootInputs>>>); // root is a key of R
      return clone(leaves[leaf]?.[this.leaf(leaf).answer] as Tensor); // every leaf has its answer
    });
  }

  #grow(plans: Plans, known: KnownWidths, rng: Rng): void {
    const checked = planTree(plans, known);
    const made: Module[] = [];
    const keep = <M extends Module>(module: M): M => (made.push(module), module);
    try {
      const roots = Object.entries(plans.roots).map(([key, plan]) => [key, keep(plan.make(rng.fork(`roots.${key}`)))] as const);
      const trunks = checked.trunks.map(
        ([key, inDims]) => [key, keep(at(plans.trunks, key).make(inDims, rng.fork(`trunks.${key}`)))] as const,
      );
      const branches = checked.branches.map(
        ([key, inDim]) => [key, keep(at(plans.branches, key).make(inDim, rng.fork(`branches.${key}`)))] as const,
      );
      const leaves = checked.leaves.map(
        ([key, inDim]) => [key, keep(at(plans.leaves, key).make(inDim, rng.fork(`leaves.${key}`)))] as const,
      );
      for (const [key, node] of roots) this.roots[key] = node;
      for (const [key, node] of trunks) this.trunks[key] = node;
      for (const [key, node] of branches) this.branches[key] = node;
      for (const [key, node] of leaves) this.leaves[key] = node;
    } catch (error) {
      for (const module of made) module.dispose();
      throw error;
    }
    for (const [key, { from }] of Object.entries(plans.trunks)) this.#edges.trunks[key] = from;
    for (const [key, { from }] of Object.entries(plans.branches)) this.#edges.branches[key] = from;
    for (const [key, { from, rootKey }] of Object.entries(plans.leaves)) {
      this.#edges.leaves[key] = from;
      if (rootKey !== undefined) this.#edges.rootKeys[key] = rootKey;
    }
  }
}

/** What a record holds itself, not what every object has. */
function own<N>(record: Readonly<Record<string, N>>, key: string): N | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function at<P>(record: Readonly<Record<string, P>>, key: string): P {
  return record[key] as P; // a key that the plan took from the record
}

function refuse(where: string, key: string, known: readonly string[]): never {
  const close = nearest(key, known);
  const fix = close === undefined ? {} : { fix: `Did you mean ${JSON.stringify(close)}?` };
  throw invalidOption({ where, option: "key", got: key, expected: `one of ${known.join(", ")}`, ...fix });
}
