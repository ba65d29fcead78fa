import { type Tensor, memory, ones, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { Linear } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak, testLayer, testLoss, weights } from "@surenet/testing";
import { expect, it } from "vitest";
import { checkProbs } from "./check-probs.ts";
import { ClassifierLeaf } from "./classifier-leaf.ts";
import { crossEntropyWithPerSampleSmoothing } from "./cross-entropy-with-per-sample-smoothing.ts";
import { AutoregressiveLanguageModelLeaf, DenoisingLanguageModelLeaf } from "./language-model-leaf.ts";
import { PointRegressorLeaf } from "./point-regressor-leaf.ts";
import { RegressorLeaf } from "./regressor-leaf.ts";
import { SequenceRegressorLeaf } from "./sequence-regressor-leaf.ts";
import { Standardize } from "./standardize.ts";

const rng = createRng(0);
const classes = (...indices: number[]): Tensor => tensor(indices, [indices.length], "int32");

testLayer({
  name: "ClassifierLeaf",
  make: (seed) => new ClassifierLeaf(4, 3, { numLayers: 1, layernorm: true, rng: createRng(seed) }),
  input: [2, 4],
  output: [2, 3],
  refuses: [
    ["features of another width", () => tidy(() => new ClassifierLeaf(4, 3, { rng }).forward(ones([2, 5]))), "E_SHAPE"],
    ["an unknown smoothing", () => new ClassifierLeaf(4, 3, { rng, labelSmoothing: "corrupt" as "corrupt_frac" }), "E_OPTION"],
    [
      "smoothing by a share that no root gives",
      () => new ClassifierLeaf(4, 3, { rng, labelSmoothing: "corrupt_frac" }).loss({ logits: zeros([1, 3]) }, undefined, [1]),
      "E_VALUE",
    ],
    ["a misspelt option", () => new ClassifierLeaf(4, 3, { rng, layerNorm: true } as { rng: typeof rng }), "E_OPTION"],
  ],
});
testLayer({
  name: "RegressorLeaf",
  make: (seed) => new RegressorLeaf(4, 2, { numLayers: 1, rng: createRng(seed) }),
  input: [3, 4],
  output: [3, 2],
});
testLayer({
  name: "PointRegressorLeaf",
  make: (seed) => new PointRegressorLeaf(4, 2, { rng: createRng(seed) }),
  input: [3, 4],
  output: [3, 2],
});
testLayer({
  name: "SequenceRegressorLeaf",
  make: (seed) => new SequenceRegressorLeaf(4, 1, { rng: createRng(seed) }),
  input: [2, 5, 4],
  output: [2, 3, 1],
});
testLayer({
  name: "DenoisingLanguageModelLeaf",
  make: (seed) => new DenoisingLanguageModelLeaf(4, 5, { rng: createRng(seed) }),
  input: [2, 3, 4],
  output: [2, 3, 5],
});
testLayer({
  name: "AutoregressiveLanguageModelLeaf",
  make: (seed) => new AutoregressiveLanguageModelLeaf(4, 5, { rng: createRng(seed) }),
  input: [2, 3, 4],
  output: [2, 3, 5],
});
testLayer({ name: "Standardize", make: () => new Standardize(2).eval(), input: [3, 2] });

testLoss({
  name: "crossEntropyWithPerSampleSmoothing",
  loss: (logits, alpha) => tidy(() => crossEntropyWithPerSampleSmoothing(logits, classes(1, 0), alpha)),
  input: () => tensor([[0, 0], [0, Math.log(3)]]), // prettier-ignore
  target: () => tensor([0.3, 0.5]),
  // log 2 = 0.6931 whatever the smoothing; and p = (1/4, 3/4): 0.5 log 4 + 0.25 (log 4 + log 4/3) = 0.693147 + 0.418494 = 1.111641; their mean
  value: 0.902394,
  refuses: [
    ["a target that is no class", () => crossEntropyWithPerSampleSmoothing(zeros([1, 2]), classes(2)), "E_VALUE"],
    ["fewer targets than rows", () => crossEntropyWithPerSampleSmoothing(zeros([2, 2]), classes(1)), "E_SHAPE"],
    ["three shares for two samples", () => crossEntropyWithPerSampleSmoothing(zeros([2, 2]), classes(1, 0), zeros([3])), "E_SHAPE"],
  ],
});

it("counts a probability of 0 where its weight is 0 as nothing", () => {
  tidy(() => {
    const logits = tensor([[0, 0, -Infinity], [0, 0, 0]]); // prettier-ignore
    expect(crossEntropyWithPerSampleSmoothing(logits, classes(0, 0), tensor([0, 0.3]))).toBeClose((Math.log(2) + Math.log(3)) / 2);
  });
});

it("checks distributions along any axis", () => {
  tidy(() => {
    // errors.json, checkProbs { dim: 0, shape: [2, 3] }: columns of 1/2 are distributions
    expect(checkProbs(tensor([[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]]), 0)).toBe(true); // prettier-ignore
    expect(() => checkProbs(tensor([[0.5, 0.4]]))).toThrowSurenet("E_VALUE", /sum to 1/); // prettier-ignore
  });
});

it("gives NaN for the rate of a class that the batch does not have", async () => {
  const leaf = new ClassifierLeaf(3, 2, { rng });
  const logits = zeros([2, 2]);
  // errors.json, ClassifierLeaf.evaluate { targets: [1, 1] } and [0, 0]; equal scores count for class 0
  expect(await leaf.evaluate({ logits }, [1, 1])).toEqual({
    nll: expect.closeTo(Math.log(2), 5),
    acc: 0,
    false_positive: NaN,
    false_negative: 1,
  });
  expect(await leaf.evaluate({ logits }, [0, 0])).toEqual({
    nll: expect.closeTo(Math.log(2), 5),
    acc: 1,
    false_positive: 0,
    false_negative: NaN,
  });
  logits.dispose();
  leaf.dispose();
});

it("ties its last weight to another parameter and gets a copy of it back", () => {
  tidy(() => {
    const leaf = new ClassifierLeaf(2, 3, { rng, lastLayerBias: false });
    const other = new Linear(3, 2, { rng }); // [3, 2]: a row for each class
    leaf.tieLastLayerWeight(other.weight);
    const x = tensor([[1, 0]]); // prettier-ignore
    expect(leaf.forward(x)).toBeClose([Array.from(other.weight.variable.dataSync()).filter((_, i) => i % 2 === 0)]);
    leaf.untieLastLayerWeight();
    other.weight.assign(zeros([3, 2]));
    expect(Math.abs(leaf.forward(x).dataSync()[0] ?? 0)).toBeGreaterThan(0);
    expect(() => leaf.tieLastLayerWeight(new Linear(2, 2, { rng }).weight)).toThrowSurenet("E_SHAPE", /\[3, 2\]/);
  });
});

it("draws classes by their probabilities", () => {
  tidy(() => {
    const leaf = new ClassifierLeaf(1, 2, { rng });
    leaf.lastLayer.weight.assign(tensor([[0, 50]])); // prettier-ignore
    const pooledFeatures = tensor([[1], [1]]);
    const drawn = leaf.sample({ branchFeatures: pooledFeatures, pooledFeatures }, 4, { rng: createRng(2) });
    expect(drawn.shape).toEqual([4, 2]);
    expect(Array.from(drawn.dataSync())).toEqual(Array.from({ length: 8 }, () => 1)); // e⁻⁵⁰ of a chance for class 0
    leaf.dispose();
  });
});

it("measures a regressor's loss in natural parameters: y = 0 under N(0, σ²) costs log σ + ½ log 2π", () => {
  tidy(() => {
    const leaf = new RegressorLeaf(1, 1, { rng });
    const { canonParam, scale } = leaf.transformOutput(tensor([[0, 2]])); // prettier-ignore
    const sigma = scale.dataSync()[0] ?? NaN;
    expect(leaf.loss({ loc: zeros([1, 1]), scale, canonParam }, undefined, zeros([1, 1]))).toBeClose(
      Math.log(sigma) + 0.5 * Math.log(2 * Math.PI),
    );
    expect(() => leaf.loss({ loc: zeros([1, 1]), scale, canonParam }, undefined, zeros([2, 1]))).toThrowSurenet("E_SHAPE", /targets/);
    leaf.dispose();
  });
});

it("names the next token, padding left out, and its perplexity is e^nll", async () => {
  const leaf = new AutoregressiveLanguageModelLeaf(2, 3, { rng });
  const logits = zeros([1, 4, 3]);
  const root = { rootFeatures: logits, tgtTokIdxs: tensor([[0, 2, 1, 1]], [1, 4], "int32"), paddingMask: tensor([[1, 1, 1, 0]]) }; // prettier-ignore
  const { targets, logits: rows } = leaf.formatted({ logits }, root);
  expect(Array.from(targets.dataSync())).toEqual([2, 1]); // what follows 0 and 2; the padding after 1 is not named
  const figures = await leaf.evaluate({ logits }, undefined, root);
  expect(figures["perplexity"]).toBeCloseTo(3, 5); // three tokens, all alike
  for (const owned of [logits, targets, rows, ...Object.values(root)]) if (!owned.isDisposed) owned.dispose();
  leaf.dispose();
});

it("leaks nothing, with its record of outputs disposed", async () => {
  await expectNoLeak(() => {
    const leaf = new RegressorLeaf(3, 1, { rng });
    const pooledFeatures = tensor(weights(6), [2, 3]);
    const outputs = leaf.forward({ branchFeatures: pooledFeatures, pooledFeatures });
    expect(memory().numTensors).toBeGreaterThan(0);
    for (const owned of [...Object.values(outputs), pooledFeatures, leaf]) owned.dispose();
  });
});
