import { type Scalar, add, memory, mul, sign, square, sum, tensor, tidy, variableGrads, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng, svd } from "@surenet/tensor-backend";
import { Conv2d, Linear, type Parameter } from "@surenet/nn";
import { SpectralLinear } from "../linear/spectral-linear.ts";
import { bjorckNorm, frobeniusNorm, removeBjorckNorm, removeFrobeniusNorm, removeSpectralNorm, spectralNorm } from "./register.ts";

const singularValues = ({ value }: Parameter): number[] => {
  const columns = value.shape.at(-1) ?? 1;
  return Array.from(svd({ rows: value.size / columns, columns, data: Float32Array.from(value.dataSync()) }).singularValues);
};

it("bounds a plain layer's norm by one, where the reference's division alone leaves more than 1.028", () => {
  // epsBjorck: null in the reference: one step of a power iteration, whose estimate reads low while the weight moves
  using reference = new SpectralLinear(64, 64, { rng: createRng(1), projection: "torchlip", epsBjorck: null });
  using ours = spectralNorm(new Linear(64, 64, { rng: createRng(1) }));
  let [worst, worstOfOurs] = [0, 0];
  const rng = createRng(2);
  for (let step = 0; step < 60; step++) {
    tidy(() => {
      const move = sign(rng.normal([64, 64])); // what Adam does at a learning rate of 0.01 when gradients come at random
      for (const { weight } of [reference, ours]) weight.assign(add(weight.variable, mul(move, 0.01)));
      worst = Math.max(worst, singularValues(reference.weight)[0] ?? NaN);
      worstOfOurs = Math.max(worstOfOurs, singularValues(ours.weight)[0] ?? NaN);
    });
  }
  expect(worst).toBeGreaterThan(1.028);
  expect(worstOfOurs).toBeLessThanOrEqual(1 + 1e-6);
  expect(worstOfOurs).toBeGreaterThan(0.99); // 64^(1/512) = 1.008 is all that the bound can exceed the norm by
});

it("makes a plain layer orthogonal, and keeps it so in training, at once in evaluation, and where it diverges in the reference", () => {
  using layer = bjorckNorm(new Linear(8, 5, { rng: createRng(1) }));
  for (let step = 0; step < 3; step++) {
    tidy(() => {
      const x = createRng(step).normal([16, 8]);
      const { grads } = variableGrads(() => sum(square(layer.forward(x))) as Scalar, [layer.weight.variable]);
      layer.weight.assign(mul(grads[layer.weight.variable.name] ?? x, -10)); // singular values of hundreds
    });
    for (const mode of [true, false]) {
      layer.train(mode);
      tidy(() => singularValues(layer.weight).forEach((sigma) => expect(sigma).toBeClose(1, 1e-4)));
    }
  }
});

it("leaves the weight as it was when a step is removed", () => {
  const before = memory().numTensors;
  for (const [register, remove] of [
    [spectralNorm, removeSpectralNorm],
    [bjorckNorm, removeBjorckNorm],
    [(layer: Conv2d) => bjorckNorm(layer, { projection: "torchlip" }), removeBjorckNorm],
    [frobeniusNorm, removeFrobeniusNorm],
  ] as const) {
    using layer = new Conv2d(2, 3, { kernelSize: 2, rng: createRng(1) });
    expect(register(layer)).toBe(layer);
    tidy(() => {
      const want = layer.weight.value.dataSync();
      remove(layer);
      expect(layer.weight.parametrisations).toEqual([]);
      expect(layer.weight.variable).toBeClose(want);
    });
  }
  expect(memory().numTensors).toBe(before);
});

it("chains: norm one, then each output's weights of length one", () => {
  using layer = frobeniusNorm(spectralNorm(new Linear(4, 2, { rng: createRng(1) })));
  tidy(() => {
    layer.weight.assign(tensor([[3, 0], [4, 1], [0, 0], [0, 0]])); // prettier-ignore
    expect(layer.weight.value).toBeClose([0.6, 0, 0.8, 1, 0, 0, 0, 0]);
  });
  removeSpectralNorm(layer);
  tidy(() => void expect(layer.weight.value).toBeClose([0.6, 0, 0.8, 1, 0, 0, 0, 0]));
});

it("refuses what it cannot do", () => {
  using layer = new Linear(2, 2, { rng: createRng(1) });
  const refused: [() => unknown, string][] = [
    [() => removeBjorckNorm(layer), "E_STATE"],
    [() => spectralNorm(layer, { name: "kernel" }), "E_OPTION"],
    [() => bjorckNorm(layer, { projection: "stiefel" as "exact" }), "E_OPTION"],
    [() => frobeniusNorm(layer, { disjoint: true } as object), "E_OPTION"],
    [() => frobeniusNorm(frobeniusNorm(layer)), "E_STATE"],
  ];
  for (const [call, code] of refused) expect(call).toThrowSurenet(code);
  tidy(() => layer.weight.assign(zeros([2, 2])));
});
