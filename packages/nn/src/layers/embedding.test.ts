import { type Scalar, type Tensor, mul, sum, tensor, tidy, variableGrads } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { buildModule } from "../module/build-module.ts";
import { Embedding } from "./embedding.ts";

const tokens = (): Tensor => tensor([2, 0, 2, 1], [2, 2], "int32");

it("picks rows, and counts how often each was picked in its gradient; the padding row has none", () => {
  tidy(() => {
    const layer = new Embedding(3, 2, { rng: createRng(0), paddingIndex: 1 });
    layer.weight.assign(tensor([[1, 2], [3, 4], [5, 6]])); // prettier-ignore
    expect(layer.forward(tokens())).toBeClose(tensor([5, 6, 1, 2, 5, 6, 3, 4], [2, 2, 2]));
    const { grads } = variableGrads(() => sum(mul(layer.forward(tokens()), 3)) as Scalar, [layer.weight.variable]);
    expect(grads[layer.weight.variable.name] as Tensor).toBeClose(tensor([[3, 3], [0, 0], [6, 6]])); // prettier-ignore
    layer.dispose();
  });
});

it("starts with a padding row of zeros, is made again from its JSON, and leaks nothing", async () => {
  await expectNoLeak(() => {
    const layer = new Embedding(3, 2, { rng: createRng(0), paddingIndex: 1 });
    expect(Array.from(layer.weight.variable.dataSync()).slice(2, 4)).toBeClose([0, 0]);
    const copy = buildModule(layer.toJSON(), [Embedding]);
    expect(copy.toJSON()).toEqual(layer.toJSON());
    const [x, y] = [tokens(), tidy(() => layer.forward(tokens()))];
    for (const owned of [layer, copy, x, y]) owned.dispose();
  });
});

it("refuses tokens that are no integers, and a padding row that does not exist", () => {
  const layer = new Embedding(3, 2, { rng: createRng(0) });
  tidy(() => void expect(() => layer.forward(tensor([0.5]))).toThrowSurenet("E_DTYPE", /int32/));
  expect(() => new Embedding(3, 2, { rng: createRng(0), paddingIndex: 3 })).toThrowSurenet("E_OPTION", /from 0 to 2/);
  layer.dispose();
});
