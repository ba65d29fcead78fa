import { type Tensor, dispose, mean, mul, ones, square, sub, tensor, tidy } from "@tensorflow/tfjs-core";
import { Linear, loadModel, memoryStore, Parameter, saveModel } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak, testLayer, weights } from "@surenet/testing";
import { expect, it, vi } from "vitest";
import { MaskCorruptionProcess } from "../corruption/mask-corruption.ts";
import { Leaf } from "../leaves/leaf.ts";
import { plainTokenizer } from "../tokens/tokenizer.ts";
import { TrunkNode } from "../trunks/trunk-node.ts";
import { fetchTaskOutputs } from "./fetch-task-outputs.ts";
import { finetune, linearProbe, unfreeze } from "./freeze.ts";
import { NeuralTree } from "./neural-tree.ts";
import type { BranchOutputs, RootOutputs } from "./outputs.ts";
import { classifierLeaf, conv1dBranch, conv1dRoot, denoisingLeaf, ensembleOf, imageRoot, mlpBranch, ownLeaf, ownTrunk, pointRegressorLeaf, projectionTrunk, regressorLeaf, sumTrunk, transformerBranch, vectorRoot } from "./plans.ts"; // prettier-ignore
import { loadNode, saveNode } from "./save-node.ts";
import { treeModules } from "./tree-modules.ts";

const tokenizer = plainTokenizer("abc");
const x = (): Tensor => tensor(weights(6), [2, 3]);

const vectors = (seed = 1) =>
  new NeuralTree(
    {
      roots: { x: vectorRoot(3), z: vectorRoot(2) },
      trunks: { shared: projectionTrunk(["x"], 4), both: projectionTrunk(["x", "z"], 4) },
      branches: { features: mlpBranch("shared"), joint: mlpBranch("both", { outDim: 3, numLayers: 1 }) },
      leaves: {
        ...ensembleOf("kind", 2, classifierLeaf("features", 2)),
        kindness: classifierLeaf("features", 2),
        size: regressorLeaf("joint", 1),
      },
    },
    { rng: createRng(seed) },
  );

const texts = () =>
  new NeuralTree(
    {
      roots: {
        seq: conv1dRoot(4, {
          tokenizer,
          maxLen: 6,
          embedDim: 4,
          channelDim: 4,
          numBlocks: 1,
          corruption: new MaskCorruptionProcess({ maskIndex: tokenizer.maskIndex }),
        }),
      },
      trunks: { trunk: sumTrunk(["seq"]) },
      branches: {
        property: conv1dBranch("trunk", 4, { numBlocks: 1 }),
        language: transformerBranch("property", 4, { numBlocks: 1, numHeads: 2 }),
      },
      leaves: { lm: denoisingLeaf("language", tokenizer.tokens.length), value: pointRegressorLeaf("property", 1) },
    },
    { rng: createRng(1) },
  );

testLayer({
  name: "NeuralTree of one root and one leaf",
  make: (seed) =>
    new NeuralTree(
      {
        roots: { x: vectorRoot(3) },
        trunks: { t: sumTrunk(["x"]) },
        branches: { b: mlpBranch("t") },
        leaves: { y: classifierLeaf("b", 2) },
      },
      { rng: createRng(seed) },
    ),
  input: [2, 3],
  output: [2, 2],
});

it("computes what the asked leaves need, each node once", () => {
  using tree = vectors();
  const spies = [tree.trunks["shared"], tree.trunks["both"], tree.branches["features"]].map((node) =>
    vi.spyOn(node as unknown as { forward: () => unknown }, "forward"),
  );
  tidy(() => {
    const outputs = tree.forward({ x: x() }, { leafKeys: ["kind_0", "kind_1"] });
    expect(Object.keys(outputs.leaves)).toEqual(["kind_0", "kind_1"]);
    expect(spies.map((spy) => spy.mock.calls.length)).toEqual([1, 0, 1]);
    expect(() => tree.forward({ x: x() })).toThrowSurenet("E_VALUE", /no input for roots\.z/);
  });
});

it("starts from a trunk that is there already", () => {
  using tree = vectors();
  tidy(() => {
    const whole = tree.forward({ x: x() }, { leafKeys: ["kind_1"] });
    const shared = whole.trunks["shared"];
    const again = tree.forward({}, { leafKeys: ["kind_1"], trunkOutputs: shared === undefined ? {} : { shared } });
    expect(again.leaves["kind_1"]?.["logits"] as Tensor).toBeClose(whole.leaves["kind_1"]?.["logits"] as Tensor, 0);
  });
});

it("stacks the leaves of a task, and not those of another whose name starts alike", () => {
  using tree = vectors();
  tidy(() => {
    const outputs = tree.forward({ x: x() }, { leafKeys: ["kind_0", "kind_1", "kindness"] });
    expect(fetchTaskOutputs(outputs, "kind")["logits"]?.shape).toEqual([2, 2, 2]);
    expect(() => fetchTaskOutputs(outputs, "colour")).toThrowSurenet("E_VALUE", /no leaf answers the task colour/);
  });
});

it("adds a task and leaves every other answer as it was, to the bit", () => {
  using tree = vectors();
  const answer = (): number[] =>
    tidy(() => Array.from(tree.forward({ x: x() }, { leafKeys: ["kind_0"] }).leaves["kind_0"]?.["logits"]?.dataSync() ?? []));
  const before = answer();
  const grown = tree.addTask(
    { branches: { deeper: mlpBranch("features", { outDim: 5, numLayers: 1 }) }, leaves: { new: classifierLeaf("deeper", 3) } },
    { rng: createRng(9) },
  );
  expect(answer()).toEqual(before);
  tidy(() => void expect(grown.forward({ x: x() }, { leafKeys: ["new"] }).leaves["new"]?.["logits"]?.shape).toEqual([2, 3]));
  expect(grown.pathOf("new").map(([, key]) => key)).toEqual(["x", "shared", "features", "deeper", "new"]);
});

it("makes nothing of a description that its constructors refuse half way", async () => {
  await expectNoLeak(() => {
    const description = {
      roots: { x: vectorRoot(3) },
      trunks: { t: sumTrunk(["x"]) },
      branches: { b: mlpBranch("t") },
      leaves: { y: classifierLeaf("b", 0) },
    } as const;
    expect(() => new NeuralTree(description, { rng: createRng(0) })).toThrowSurenet("E_OPTION", /numClasses/);
  });
});

it("saves and loads whole trees, corruption and tokenizer included", async () => {
  const store = memoryStore();
  using tree = texts();
  await saveModel(store, tree);
  const { model } = await loadModel(store, treeModules);
  using copy = model as NeuralTree;
  const value = (of: NeuralTree): Tensor =>
    of.eval() && (of.forward({ seq: { seqs: ["abca", "cb"] } }, { leafKeys: ["value"] }).leaves["value"]?.["loc"] as Tensor);
  tidy(() => void expect(value(copy)).toBeClose(value(tree as NeuralTree), 0));
  expect(copy.pathOf("lm").map(([kind, key]) => `${kind}.${key}`)).toEqual([
    "roots.seq",
    "trunks.trunk",
    "branches.property",
    "branches.language",
    "leaves.lm",
  ]);
});

it("saves one node and loads it into another tree, but not into a node of another structure", async () => {
  const store = memoryStore();
  using first = vectors(1);
  using second = vectors(2);
  await saveNode(store, first, "trunks", "shared");
  await loadNode(store, second, "trunks", "shared");
  expect(second.node("trunks", "shared").stateDict()["projection.weight"] as Tensor).toBeClose(
    first.node("trunks", "shared").stateDict()["projection.weight"] as Tensor,
    0,
  );
  await expect(loadNode(store, second, "trunks", "both")).rejects.toThrowSurenet("E_FILE", /another structure/);
});

it("freezes all but a probe, all but a path, and nothing", () => {
  using tree = vectors();
  const trained = (): string[] => tree.namedParameters().flatMap(([name, { trainable }]) => (trainable ? [name.split(".").slice(0, 2).join(".")] : [])).filter((name, i, all) => all.indexOf(name) === i); // prettier-ignore
  linearProbe(tree, "size");
  expect(trained()).toEqual(["leaves.size"]);
  finetune(tree, "kind_0");
  expect(trained()).toEqual(["trunks.shared", "leaves.kind_0"]);
  unfreeze(tree);
  expect(trained()).toEqual([
    "trunks.shared",
    "trunks.both",
    "branches.joint",
    "leaves.kind_0",
    "leaves.kind_1",
    "leaves.kindness",
    "leaves.size",
  ]);
});

it("hands its outputs to the caller: a forward leaves nothing else behind", async () => {
  await expectNoLeak(() => {
    using tree = texts();
    dispose(tree.forward({ seq: { seqs: ["abc"], corruptFrac: 0.5 } }));
  });
});

it("reads images", () => {
  tidy(() => {
    using tree = new NeuralTree(
      {
        roots: { pixels: imageRoot(4, { height: 6, width: 6, widths: [2] }) },
        trunks: { t: sumTrunk(["pixels"]) },
        branches: { b: mlpBranch("t") },
        leaves: { y: classifierLeaf("b", 2) },
      },
      { rng: createRng(0) },
    );
    expect(tree.forward(ones([3, 36])).shape).toEqual([3, 2]);
  });
});

/** What another family brings: it knows nothing of trees but these two classes. */
class DoublingTrunk extends TrunkNode {
  readonly inDims: readonly number[] = [3];
  readonly outDim: number = 3;
  protected joined(inputs: readonly { readonly features: Tensor }[]): Tensor {
    return tidy(() => mul(inputs[0]?.features as Tensor, 2));
  }
}

class AbstainingLeaf extends Leaf<{ mean: Tensor; sure: Tensor }> {
  readonly inDim: number = 3;
  readonly answer = "mean";
  readonly head = new Linear(3, 1, { rng: createRng(4) });
  readonly doubt = new Parameter(() => ones([1]));

  protected outputs({ pooledFeatures }: BranchOutputs): { mean: Tensor; sure: Tensor } {
    const centre = this.head.forward(pooledFeatures);
    return { mean: centre, sure: square(this.doubt.value) };
  }

  loss({ mean: centre }: { mean: Tensor }, _roots?: RootOutputs, targets?: Tensor): Tensor {
    return tidy(() => mean(square(sub(centre, targets as Tensor))));
  }

  async evaluate(): Promise<Record<string, number>> {
    return { abstained: 0 };
  }
}

it("takes a trunk and a leaf of another family beside its own", async () => {
  using tree = new NeuralTree(
    {
      roots: { x: vectorRoot(3) },
      trunks: { plain: sumTrunk(["x"]), doubled: ownTrunk("x", { inDim: 3, outDim: 3, make: () => new DoublingTrunk() }) },
      branches: { plainly: mlpBranch("plain"), twice: mlpBranch("doubled") },
      leaves: { own: ownLeaf("twice", { inDim: 3, make: () => new AbstainingLeaf() }), ours: classifierLeaf("plainly", 2) },
    },
    { rng: createRng(0) },
  );
  tidy(() => {
    const { leaves } = tree.forward({ x: x() });
    expect(leaves["own"]?.["mean"]?.shape).toEqual([2, 1]);
    expect(leaves["ours"]?.["logits"]?.shape).toEqual([2, 2]);
  });
});
