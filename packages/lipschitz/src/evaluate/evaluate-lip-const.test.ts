import { tensor, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { Linear, Sequential } from "@surenet/nn";
import { expectNoLeak } from "@surenet/testing";
import { GroupSort2 } from "../activations/group-sort.ts";
import { SpectralLinear } from "../linear/spectral-linear.ts";
import { evaluateLipConst, type LipEvaluation } from "./evaluate-lip-const.ts";

/** y = x · [[1, 0], [1, 2]]: columns of length √2 and 2. */
function affine(): Linear {
  const model = new Linear(2, 2, { rng: createRng(1), bias: false });
  tidy(() => model.weight.assign(tensor([[1, 0], [1, 2]]))); // prettier-ignore
  return model;
}

it("finds the singular value of a linear map, or its longest column", async () => {
  using model = affine();
  const x = tensor([[1, 2]]);
  // Gram [[1, 1], [1, 5]]: eigenvalues 3 ± √5
  expect(await evaluateLipConst(model, x)).toBeClose(Math.sqrt(3 + Math.sqrt(5)));
  expect(await evaluateLipConst(model, x, { disjointNeurons: true })).toBeClose(2);
  x.dispose();
});

it("works with a single output", async () => {
  using model = new Linear(2, 1, { rng: createRng(1) });
  tidy(() => model.weight.assign(tensor([[3], [4]])));
  const x = tensor([[1, 2]]);
  for (const disjointNeurons of [true, false]) expect(await evaluateLipConst(model, x, { disjointNeurons })).toBeClose(5);
  x.dispose();
});

it.each(["noise_norm", "attack"] as LipEvaluation[])("%s stays below the constant, and the attack comes close", async (evaluationType) => {
  using model = affine();
  const x = createRng(2).normal([8, 2]);
  const found = await evaluateLipConst(model, x, { evaluationType, rng: createRng(3), stepSize: 0.1 });
  const constant = Math.sqrt(3 + Math.sqrt(5));
  expect(found).toBeLessThanOrEqual(constant * (1 + 1e-6));
  expect(found).toBeGreaterThan(constant * (evaluationType === "attack" ? 0.99 : 0.8));
  x.dispose();
});

it("never finds more than a Lipschitz model promises, and puts its mode back", async () => {
  const rng = createRng(1);
  using model = new Sequential([new SpectralLinear(6, 8, { rng }), new GroupSort2(), new SpectralLinear(8, 3, { rng })]);
  const found = await evaluateLipConst(model, null, {
    evaluationType: "all",
    inputShape: [4, 6],
    rng,
    expectedValue: 1 + 1e-5,
    doubleAttack: true,
  });
  expect(found).toBeGreaterThan(0.5);
  expect(model.training).toBe(true);
});

it("leaks nothing, refused or not", async () => {
  using model = affine();
  await expectNoLeak(async () => {
    await evaluateLipConst(model, null, { evaluationType: "all", inputShape: [3, 2], rng: createRng(1), numIterations: 3 });
    await expect(evaluateLipConst(model, null, { inputShape: [3, 2], rng: createRng(1), expectedValue: 1 })).rejects.toThrowSurenet(
      "E_VALUE",
      /at most 1, got 2\.28/,
    );
  });
});

it("refuses what it cannot do", async () => {
  using model = affine();
  const refused: [() => Promise<unknown>, RegExp][] = [
    [() => evaluateLipConst(model, null), /because x is null/],
    [() => evaluateLipConst(model, null, { inputShape: [1, 2] }), /a source of random numbers/],
    [() => evaluateLipConst(model, null, { evaluationType: ["attack", "foo" as "attack"], inputShape: [1, 2] }), /got "foo"/],
    [() => evaluateLipConst(model, null, { numIteration: 3 } as object), /Did you mean "numIterations"/],
    [() => evaluateLipConst(model, null, { stepSize: 0, inputShape: [1, 2] }), /stepSize/],
  ];
  for (const [call, message] of refused) await expect(call()).rejects.toThrowSurenet("E_OPTION", message);
});
