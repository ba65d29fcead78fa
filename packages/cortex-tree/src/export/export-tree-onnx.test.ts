import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { Parameter } from "@surenet/nn";
import { InferenceSession, Tensor as OnnxTensor } from "onnxruntime-web";
import { expect, it } from "vitest";
import { ClassifierLeaf } from "../leaves/classifier-leaf.ts";
import { Standardize } from "../leaves/standardize.ts";
import { proteinTokenizer } from "../tokens/protein-tokenizer.ts";
import { NeuralTree } from "../tree/neural-tree.ts";
import {
  classifierLeaf, concatTrunk, conv1dBranch, conv1dRoot, imageRoot, mlpBranch, pointRegressorLeaf, projectionTrunk, regressorLeaf, sumTrunk, transformerRoot, vectorRoot,
} from "../tree/plans.ts"; // prettier-ignore
import { exportTreeOnnx } from "./export-tree-onnx.ts";

const rng = createRng(4);

function grown(): NeuralTree {
  const outcomeTransform = new Standardize(2);
  tidy(() => void outcomeTransform.forward(rng.normal([40, 2], { mean: 3, std: 2 })));
  return new NeuralTree(
    {
      roots: { picture: imageRoot(6, { height: 8, width: 7, widths: [4] }), numbers: vectorRoot(5), unused: vectorRoot(3) },
      trunks: {
        sum: sumTrunk(["picture", "numbers"], { outDim: 6, projectFeatures: true }),
        both: concatTrunk(["numbers", "picture"]),
        shared: projectionTrunk(["picture", "numbers"], 9),
        other: projectionTrunk(["unused"], 4),
      },
      branches: {
        plain: mlpBranch("sum"),
        deep: mlpBranch("shared", { outDim: 7, numLayers: 2, channelDim: 5 }),
        deeper: mlpBranch("deep", { outDim: 7, numLayers: 1 }),
        side: mlpBranch("both"),
        alone: mlpBranch("other"),
      },
      leaves: {
        digit: classifierLeaf("plain", 10, { layernorm: true, numLayers: 1 }),
        parity: classifierLeaf("deeper", 2, { lastLayerBias: false }),
        ink: regressorLeaf("side", 2, { outcomeTransform }),
        width: pointRegressorLeaf("deep", 1),
        far: classifierLeaf("alone", 2),
      },
    },
    { rng },
  );
}

it("writes roots, trunks, branches and leaves that onnxruntime computes as they are here", async () => {
  using tree = grown();
  const leafKeys = ["digit", "parity", "ink", "width"];
  const parity = tree.leaf("parity");
  if (parity instanceof ClassifierLeaf) parity.tieLastLayerWeight(new Parameter(() => rng.normal([2, 7])));
  const session = await InferenceSession.create(await exportTreeOnnx(tree, { leafKeys }), { executionProviders: ["wasm"] });
  expect([...session.inputNames].sort()).toEqual(["numbers", "picture"]); // what nobody needs is left out
  const inputs = { picture: rng.normal([3, 8, 7, 1]), numbers: rng.normal([3, 5]) };
  const found = await session.run({ picture: forOnnx(inputs.picture), numbers: forOnnx(inputs.numbers) });
  tidy(() => {
    const { leaves } = (tree.eval() as NeuralTree).forward(inputs, { leafKeys });
    for (const task of leafKeys) {
      const want = leaves[task]?.[tree.leaf(task).answer] as Tensor;
      expect(found[task]?.dims).toEqual(want.shape);
      expect(want).toBeClose(found[task]?.data as Float32Array, 1e-5);
    }
  });
  inputs.picture.dispose();
  inputs.numbers.dispose();
});

it("writes sequences of tokens, padding included", async () => {
  const tokenizer = proteinTokenizer();
  const conv = { channelDim: 6, kernelSize: 3 };
  using tree = new NeuralTree(
    {
      roots: {
        protein: conv1dRoot(8, { tokenizer, maxLen: 7, embedDim: 4, numBlocks: 2, ...conv }),
        partner: conv1dRoot(5, { tokenizer, maxLen: 7, embedDim: 4, numBlocks: 1, layernorm: false, posEncoding: false, ...conv }),
      },
      trunks: { shared: projectionTrunk(["protein", "partner"], 8) },
      branches: { features: conv1dBranch("shared", 4, { numBlocks: 2, ...conv }), linear: conv1dBranch("shared", 3, { numBlocks: 0 }) },
      leaves: { stable: classifierLeaf("features", 2), warm: regressorLeaf("linear", 1) },
    },
    { rng },
  );
  tidy(() => tree.parameters().forEach((parameter) => parameter.assign(rng.normal([...parameter.shape], { std: 0.5 }))));
  const session = await InferenceSession.create(await exportTreeOnnx(tree), { executionProviders: ["wasm"] });
  const texts = { protein: ["A V C", "K L M N P", "W"], partner: ["A", "K L A V C", "M M"] };
  const tokens = Object.fromEntries(Object.entries(texts).map(([key, seqs]) => [key, tokenizer.encode(seqs, { maxLen: 7 })] as const));
  const found = await session.run(Object.fromEntries(Object.entries(tokens).map(([key, x]) => [key, integers(x)])));
  tidy(() => {
    const { leaves } = (tree.eval() as NeuralTree).forward(
      Object.fromEntries(Object.entries(tokens).map(([key, tgtTokIdxs]) => [key, { tgtTokIdxs }])),
    );
    expect(leaves["stable"]?.["logits"]).toBeClose(found["stable"]?.data as Float32Array, 1e-5);
    expect(leaves["warm"]?.["loc"]).toBeClose(found["warm"]?.data as Float32Array, 1e-5);
  });
  for (const x of Object.values(tokens)) x.dispose();
});

it("refuses Transformers and unknown leaves by name, and leaves the tree in training", async () => {
  const tokenizer = proteinTokenizer();
  using tree = new NeuralTree(
    {
      roots: { protein: transformerRoot(8, { tokenizer, maxLen: 6, embedDim: 4, channelDim: 4, numBlocks: 1, numHeads: 2 }) },
      trunks: { shared: projectionTrunk(["protein"], 8) },
      branches: { features: conv1dBranch("shared", 4, { channelDim: 4, numBlocks: 1 }) },
      leaves: { stable: classifierLeaf("features", 2) },
    },
    { rng },
  );
  await expect(exportTreeOnnx(tree)).rejects.toThrow(/roots.protein is a TransformerRoot, which has no converter/);
  await expect(exportTreeOnnx(tree, { leafKeys: ["stabel"] })).rejects.toThrow(/stable/);
  expect(tree.training).toBe(true);
});

function forOnnx(x: Tensor): OnnxTensor {
  return new OnnxTensor("float32", Float32Array.from(x.dataSync()), [...x.shape]);
}

function integers(x: Tensor): OnnxTensor {
  return new OnnxTensor("int64", BigInt64Array.from([...x.dataSync()], BigInt), [...x.shape]);
}
