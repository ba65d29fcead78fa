import { type Tensor, ones, tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { testLayer } from "@surenet/testing";
import { expect, it } from "vitest";
import { Conv1dBranch } from "../branches/conv1d-branch.ts";
import { MlpBranch } from "../branches/mlp-branch.ts";
import { TransformerBranch } from "../branches/transformer-branch.ts";
import { GaussianCorruptionProcess } from "../corruption/gaussian-corruption.ts";
import { proteinTokenizer } from "../tokens/protein-tokenizer.ts";
import { ConcatTrunk } from "../trunks/concat-trunk.ts";
import { ProjectionTrunk } from "../trunks/projection-trunk.ts";
import { SumTrunk } from "../trunks/sum-trunk.ts";
import { Conv1dRoot } from "./conv1d-root.ts";
import { ImageRoot } from "./image-root.ts";
import { TransformerRoot } from "./transformer-root.ts";
import { VectorRoot } from "./vector-root.ts";

const rng = createRng(0);
const tokenizer = proteinTokenizer();
const root = { tokenizer, maxLen: 5, embedDim: 4, channelDim: 4, numBlocks: 1 };

// On float tensors of rank 3 a root of sequences takes embeddings.
testLayer({
  name: "Conv1dRoot",
  make: (seed) => new Conv1dRoot(3, { ...root, rng: createRng(seed) }),
  input: [2, 5, 4],
  output: [2, 5, 3],
});
testLayer({
  name: "TransformerRoot",
  make: (seed) => new TransformerRoot(3, { ...root, numHeads: 2, rng: createRng(seed) }),
  input: [2, 5, 4],
  output: [2, 5, 3],
});
testLayer({
  name: "ImageRoot",
  make: (seed) => new ImageRoot(3, { height: 4, width: 4, widths: [2], rng: createRng(seed) }),
  input: [2, 4, 4, 1],
  output: [2, 3],
});
testLayer({ name: "VectorRoot", make: () => new VectorRoot(3), input: [2, 3] });
testLayer({
  name: "SumTrunk",
  make: (seed) => new SumTrunk([3], 4, { projectFeatures: true, rng: createRng(seed) }),
  input: [2, 3],
  output: [2, 4],
  refuses: [["another width without a projection", () => new SumTrunk([3], 4, { rng }), "E_OPTION"]],
});
testLayer({ name: "ConcatTrunk", make: () => new ConcatTrunk([3]), input: [2, 3] });
testLayer({
  name: "ProjectionTrunk",
  make: (seed) => new ProjectionTrunk([3], 4, { rng: createRng(seed) }),
  input: [2, 3],
  output: [2, 4],
});
testLayer({
  name: "Conv1dBranch",
  make: (seed) => new Conv1dBranch(3, 4, { numBlocks: 1, kernelSize: 3, poolingType: "attention", numHeads: 2, rng: createRng(seed) }),
  input: [2, 5, 3],
  output: [2, 4],
  refuses: [["an unknown pooling", () => new Conv1dBranch(3, 4, { poolingType: "max" as "mean", rng }), "E_OPTION"]],
});
testLayer({
  name: "TransformerBranch",
  make: (seed) => new TransformerBranch(4, 4, { numBlocks: 1, numHeads: 2, poolingType: "weighted_mean", rng: createRng(seed) }),
  input: [2, 5, 4],
  output: [2, 4],
});
testLayer({
  name: "MlpBranch",
  make: (seed) => new MlpBranch(3, 4, { numLayers: 2, channelDim: 5, rng: createRng(seed) }),
  input: [2, 3],
  output: [2, 4],
  refuses: [["a change of width without layers", () => new MlpBranch(3, 4, { rng }), "E_SHAPE"]],
});

it("projects the input that does not fit and leaves the one that does as it is", () => {
  tidy(() => {
    // errors.json, SumTrunk { inDims: [4, 3], outDim: 4, projectFeatures: true }
    const trunk = new SumTrunk([4, 3], 4, { projectFeatures: true, rng });
    expect(trunk.namedParameters().map(([name]) => name)).toEqual(["projections.1.weight"]);
    const [a, b] = [ones([1, 4]), ones([1, 3])];
    expect(trunk.forward([{ features: a }, { features: b }]).trunkFeatures.shape).toEqual([1, 4]);
    trunk.dispose();
  });
});

it("answers a text alike alone and padded in a batch", () => {
  tidy(() => {
    const transformer = new TransformerRoot(4, { ...root, maxLen: 8, numHeads: 2, rng: createRng(1) }).eval();
    const whole = transformer.forward({ tgtTokIdxs: tensor([[5, 7, 23]], [1, 3], "int32") }) as { rootFeatures: Tensor };
    const padded = transformer.forward({ seqs: ["A V C", "W Y F G"] }) as { rootFeatures: Tensor };
    expect(Array.from(padded.rootFeatures.dataSync()).slice(0, 12)).toBeClose(Array.from(whole.rootFeatures.dataSync()), 1e-5);
    transformer.dispose();
  });
});

it("corrupts embeddings by the share of each text, and says where", () => {
  tidy(() => {
    const noisy = new Conv1dRoot(3, { ...root, corruption: new GaussianCorruptionProcess(), rng: createRng(1) });
    const outputs = noisy.forward({ seqs: ["A V C", "A ."], corruptFrac: tensor([0.5, 0]) });
    expect(Array.from(outputs.isCorrupted?.dataSync() ?? [])).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(Array.from(outputs.corruptFrac?.dataSync() ?? [])).toEqual([0.5, 0]);
    noisy.dispose();
  });
});

it.each([
  ["Conv1dRoot", () => new Conv1dRoot(4, { ...root, dropout: 0.5, rng: createRng(1) })],
  ["TransformerRoot", () => new TransformerRoot(4, { ...root, numHeads: 2, dropout: 0.5, rng: createRng(1) })],
  ["TransformerBranch", () => new TransformerBranch(4, 4, { numHeads: 2, dropout: 0.5, rng: createRng(1) })],
])("%s drops in training alone, and keeps the share in its config", (_, make) => {
  const node = make();
  const x = ones([2, 5, 4]);
  const features = (): number[] =>
    tidy(() => {
      const made = node instanceof TransformerBranch ? node.forward({ trunkFeatures: x }).branchFeatures : node.forward(x);
      return Array.from(made.dataSync());
    });
  const [first, second] = [features(), features()];
  node.eval();
  expect(second).not.toEqual(first); // another draw
  expect(features()).toEqual(features());
  const type = node.constructor as typeof TransformerBranch | typeof TransformerRoot | typeof Conv1dRoot;
  using again = type.fromJSON(node.config());
  expect(again.config()).toEqual(node.config());
  node.dispose();
  x.dispose();
});

it("gives every block, and each half of one, places of its own to drop", () => {
  using branch = new TransformerBranch(4, 4, { numBlocks: 3, numHeads: 2, dropout: 0.5, rng: createRng(1) });
  const streams = branch.namedRngs().map(([, { state }]) => state.key.join());
  expect(streams).toHaveLength(6);
  expect(new Set(streams).size).toBe(6);
});

it("refuses to drop everything", () => {
  expect(() => new TransformerBranch(4, 4, { numHeads: 2, dropout: 1, rng })).toThrowSurenet("E_OPTION", /rate.*\[0, 1\)/);
});
