import { sub, tensor, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { buildModule, nnModules } from "@surenet/nn";
import { testLayer } from "@surenet/testing";
import { GroupSort2 } from "../activations/group-sort.ts";
import { FrobeniusLinear } from "../linear/frobenius-linear.ts";
import { SpectralLinear } from "../linear/spectral-linear.ts";
import { lipschitzModules } from "../lipschitz-modules.ts";
import { Sequential } from "./sequential.ts";

const layers = (seed: number): (SpectralLinear | GroupSort2)[] => {
  const rng = createRng(seed);
  return [new SpectralLinear(3, 4, { rng }), new GroupSort2(), new SpectralLinear(4, 4, { rng, kCoefLip: 5 })];
};

testLayer({
  name: "Sequential",
  make: (seed) => new Sequential(layers(seed), { kCoefLip: 2 }),
  input: [5, 3],
  output: [5, 4],
  lipschitz: 2,
});

it("gives every Lipschitz child the n-th root of its coefficient, weights included", () => {
  // torchlip sets the attribute but not the weights: a chain of 8 with two linear layers and a sort scales by 2 there
  using model = new Sequential(layers(1), { kCoefLip: 8 });
  expect(model.children().map((child) => (child as SpectralLinear).kCoefLip)).toEqual([2, 2, 2]);
  model.eval();
  tidy(() => {
    // 3 -> 4 -> sort -> 4: both maps keep distances but for the factor, so along a segment where the order does not change it is attained
    const [a, b] = [tensor([[1, 2, 3]]), tensor([[1 + 1e-3, 2, 3]])];
    const distance = Math.hypot(...sub(model.forward(a), model.forward(b)).dataSync());
    expect(distance / 1e-3).toBeClose(8, 2e-3);
  });
});

it("keeps its children's own coefficients when it is given none", () => {
  using model = new Sequential(layers(1));
  expect(model.kCoefLip).toBe(5);
});

it("is built again from its structure", () => {
  const rng = createRng(1);
  using model = new Sequential([...layers(1), new FrobeniusLinear(4, 2, { rng, disjointNeurons: false })], { kCoefLip: 3 });
  using copy = buildModule(model.toJSON(), [...nnModules, ...lipschitzModules]);
  copy.loadStateDict(model.stateDict());
  tidy(() => {
    const x = tensor([[1, -2, 0.5]]);
    expect(copy.eval().forward(x)).toBeClose(model.eval().forward(x), 1e-7);
  });
});
