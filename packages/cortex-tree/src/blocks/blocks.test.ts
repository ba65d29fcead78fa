import { ones, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { testLayer, weights } from "@surenet/testing";
import { expect, it } from "vitest";
import { BidirectionalSelfAttention, CausalSelfAttention, PoolingSelfAttention } from "./attention.ts";
import { Conv1dResidBlock } from "./conv1d-resid-block.ts";
import { MaskLayerNorm1d } from "./mask-layer-norm-1d.ts";
import { meanPooling, WeightedMeanPooling } from "./mean-pooling.ts";
import { Mlp } from "./mlp.ts";
import { ScaleNorm } from "./scale-norm.ts";
import { encodePositions } from "./sine-pos-encoder.ts";
import { TransformerBlock } from "./transformer-block.ts";

const rng = createRng(0);

for (const [name, kind] of Object.entries({ BidirectionalSelfAttention, CausalSelfAttention })) {
  testLayer({
    name,
    make: (seed) => new kind(4, { numHeads: 2, rng: createRng(seed) }),
    input: [2, 3, 4],
    refuses: [["heads that do not divide the width", () => new kind(4, { numHeads: 3, rng }), "E_OPTION"]],
  });
}
testLayer({
  name: "PoolingSelfAttention",
  make: (seed) => new PoolingSelfAttention(4, { numHeads: 2, rng: createRng(seed) }),
  input: [2, 3, 4],
  output: [2, 4],
});
testLayer({
  name: "Conv1dResidBlock",
  make: (seed) => new Conv1dResidBlock(3, 4, { kernelSize: 3, rng: createRng(seed) }),
  input: [2, 5, 3],
  output: [2, 5, 4],
});
testLayer({
  name: "TransformerBlock",
  make: (seed) => new TransformerBlock(4, 6, { numHeads: 2, isCausal: true, rng: createRng(seed) }),
  input: [2, 3, 4],
  output: [2, 3, 6],
});
testLayer({ name: "Mlp", make: (seed) => new Mlp(3, { outChannels: 2, rng: createRng(seed) }), input: [2, 4, 3], output: [2, 4, 2] });
testLayer({ name: "ScaleNorm", make: () => new ScaleNorm(4), input: [2, 4] });
testLayer({
  name: "MaskLayerNorm1d",
  make: () => new MaskLayerNorm1d(4),
  input: [2, 3, 4],
  refuses: [
    ["other channels", () => tidy(() => new MaskLayerNorm1d(4).forward(ones([2, 3, 5]))), "E_SHAPE"],
    ["an eps of zero", () => new MaskLayerNorm1d(4, { eps: 0 }), "E_OPTION"],
  ],
});
testLayer({
  name: "WeightedMeanPooling",
  make: (seed) => new WeightedMeanPooling(3, { rng: createRng(seed) }),
  input: [2, 4, 3],
  output: [2, 3],
});

const mask = [[1, 1, 0]]; // prettier-ignore

it("normalises the positions of a mask, and gives the others the bias", () => {
  tidy(() => {
    const norm = new MaskLayerNorm1d(2);
    norm.bias.variable.assign(tensor([10, 20]));
    const x = tensor([[[1, 3], [5, 2], [7, 9]]]); // prettier-ignore
    expect(norm.forward(x, tensor(mask))).toBeClose([[[9, 21], [11, 19], [10, 20]]], 1e-4); // prettier-ignore
    expect(norm.forward(x)).toBeClose([[[9, 21], [11, 19], [9, 21]]], 1e-4); // prettier-ignore
  });
});

it.each([
  ["BidirectionalSelfAttention", () => new BidirectionalSelfAttention(4, { numHeads: 2, rng: createRng(1) })],
  ["PoolingSelfAttention", () => new PoolingSelfAttention(4, { numHeads: 2, rng: createRng(1) })],
  ["TransformerBlock", () => new TransformerBlock(4, 4, { numHeads: 2, rng: createRng(1) })],
  ["WeightedMeanPooling", () => new WeightedMeanPooling(4, { rng: createRng(1) })],
])("%s gives tokens the same answer whatever stands in the padding, and the answer of the shorter text", (_, make) => {
  tidy(() => {
    const layer = make();
    const text = weights(8);
    const padded = (padding: number): number[] => [...text, ...Array.from({ length: 4 }, () => padding)];
    const at = (padding: number): number[] =>
      Array.from(layer.forward(tensor(padded(padding), [1, 3, 4]), tensor(mask)).dataSync()).slice(0, 4);
    expect(at(7)).toBeClose(at(0), 1e-6);
    expect(at(7)).toBeClose(Array.from(layer.forward(tensor(text, [1, 2, 4])).dataSync()).slice(0, 4), 1e-6);
    layer.dispose();
  });
});

it("does not look ahead when causal: the first position's answer stays when the later ones change", () => {
  tidy(() => {
    const layer = new CausalSelfAttention(4, { numHeads: 2, rng: createRng(1) });
    const first = (rest: number): number[] =>
      Array.from(layer.forward(tensor([1, 2, 3, 4, ...Array.from({ length: 8 }, () => rest)], [1, 3, 4])).dataSync()).slice(0, 4);
    expect(first(5)).toBeClose(first(-1), 1e-6);
    layer.dispose();
  });
});

it("pools tokens alone: the mean of 1 and 3 is 2; of nothing it is NaN", () => {
  tidy(() => {
    const x = tensor([[[1], [3], [9]]]);
    expect(meanPooling(x, tensor(mask))).toBeClose([[2]]);
    expect(meanPooling(x, tensor([[0, 0, 0]]))).toBeClose([[NaN]]); // prettier-ignore
    expect(() => meanPooling(x, tensor([[1, 1]]))).toThrowSurenet("E_SHAPE", /\[1, 3\]/); // prettier-ignore
  });
});

it("adds sines and cosines of the position: sin 0, cos 0, then sin 1, cos 1", () => {
  tidy(() => void expect(encodePositions(zeros([1, 2, 2]))).toBeClose([[[0, 1], [Math.sin(1), Math.cos(1)]]])); // prettier-ignore
});
