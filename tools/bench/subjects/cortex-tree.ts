import { type Scalar, type Tensor, type Variable, dispose, tensor, tidy, variableGrads } from "@tensorflow/tfjs-core";
import { ClassifierLeaf, classifierLeaf, conv1dBranch, conv1dRoot, NeuralTree, proteinTokenizer, sumTrunk } from "@surenet/cortex-tree";
import { Adam, forwardPass, Parameter } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { numbers, type Subject } from "../subject.ts";

const classes = (count: number): Tensor => tensor(Int32Array.from({ length: count }, (_, i) => i % 10), [count], "int32"); // prettier-ignore

/** The leaf's forward, its smoothed loss, and the gradients of its weights and its input. */
const leafStep: Subject = {
  name: "50 x ClassifierLeaf [128, 64], 10 classes, forward + loss + backward",
  make() {
    const leaf = new ClassifierLeaf(64, 10, { rng: createRng(0), labelSmoothing: 0.1 });
    const features = new Parameter(tensor(numbers(128 * 64), [128, 64]));
    const y = classes(128);
    const variables: Variable[] = [...leaf.parameters(), features].map(({ variable }) => variable);
    const once = (): Tensor[] =>
      tidy(() => {
        const branch = { branchFeatures: features.value, pooledFeatures: features.value };
        const { value, grads } = variableGrads(() => leaf.loss(leaf.forward(branch), undefined, y) as Scalar, variables);
        return [...Object.values(grads), value];
      });
    dispose(repeated(WARM_CALLS, once));
    return () => repeated(50, once);
  },
};

const WARM_CALLS = 1000; // on every side; V8 has compiled for good what a call runs after several hundred
const WARM_STEPS = 40;

/** So often that what a call costs in steady training is timed, and not a first call after a pause; the last result is read. */
function repeated(times: number, once: () => Tensor[]): Tensor[] {
  let last: Tensor[] = [];
  for (let i = 0; i < times; i++) {
    dispose(last);
    last = once();
  }
  return last;
}

const SEQUENCES = { count: 32, length: 64 };
const AMINO_ACIDS = { first: 4, count: 20 }; // their numbers in the tokenizer

/** A training step of a tree: a root and a branch of two convolution blocks each, mean pooling, ten classes, Adam. */
const treeStep: Subject = {
  name: "5 train steps of a sequence tree, 32 sequences of 64 tokens",
  make() {
    const { count, length } = SEQUENCES;
    const blocks = { numBlocks: 2, channelDim: 64, kernelSize: 5 };
    const tree = new NeuralTree(
      {
        roots: { seq: conv1dRoot(64, { tokenizer: proteinTokenizer(), maxLen: length, embedDim: 64, ...blocks }) },
        trunks: { trunk: sumTrunk(["seq"]) },
        branches: { property: conv1dBranch("trunk", 64, { ...blocks, poolingType: "mean" }) },
        leaves: { label: classifierLeaf("property", 10) },
      },
      { rng: createRng(0) },
    );
    const tokens = tensor(Int32Array.from({ length: count * length }, (_, i) => AMINO_ACIDS.first + ((i * 7) % AMINO_ACIDS.count)), [count, length], "int32"); // prettier-ignore
    const y = classes(count);
    const optimizer = new Adam({ learningRate: 1e-3 }).attach(tree);
    const parameters = tree.parameters();
    const once = (): Tensor[] => {
      const { value, grads } = variableGrads(
        () =>
          forwardPass(() => {
            const outputs = tree.forward({ seq: { tgtTokIdxs: tokens } });
            return tree.leaf("label").loss(outputs.leaves["label"] ?? {}, outputs.roots["seq"], y) as Scalar;
          }),
        parameters.map(({ variable }) => variable),
      );
      const gradients = new Map(parameters.flatMap((parameter) => (grads[parameter.variable.name] === undefined ? [] : [[parameter, grads[parameter.variable.name] as Tensor] as const]))); // prettier-ignore
      optimizer.step(gradients, { checked: true });
      for (const gradient of gradients.values()) gradient.dispose();
      return [value];
    };
    dispose(repeated(WARM_STEPS, once));
    return () => repeated(5, once);
  },
};

export const cortexTree: readonly Subject[] = [leafStep, treeStep];
