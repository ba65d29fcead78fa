import { type Tensor, add, memory, mul, ones, scalar, sub, tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { Linear } from "../layers/linear.ts";
import { Module } from "../module/module.ts";
import { Parameter } from "../module/parameter.ts";
import { Adam } from "./adam.ts";
import type { Manifold } from "./manifold.ts";
import { Sgd } from "./sgd.ts";

const make = (): Linear => new Linear(2, 1, { rng: createRng(0) });

function onesFor(model: Module): Map<Parameter, Tensor> {
  return new Map(model.parameters().map((parameter) => [parameter, ones(parameter.variable.shape)]));
}

function run(optimizer: Adam, model: Linear, steps: number): void {
  for (let i = 0; i < steps; i++) tidy(() => optimizer.step(onesFor(model)));
}

/** A stand-in for a constraint set: it moves by the learning rate and counts its steps. */
const counting: Manifold = {
  name: "counting",
  learningRate: 0.5,
  initialState: () => ({ steps: scalar(0) }),
  update: ({ parameter, state, learningRate }) => ({
    parameter: sub(parameter, learningRate),
    state: { steps: add(state.steps as Tensor, 1) },
  }),
};

it("repeats the uninterrupted run after its state went through another optimiser", () => {
  const [whole, first] = [make(), make()];
  run(new Adam().attach(whole), whole, 4);
  const before = new Adam().attach(first);
  run(before, first, 2);
  const second = make();
  second.loadStateDict(first.stateDict());
  const after = new Adam().attach(second);
  after.loadStateDict(before.stateDict());
  first.dispose();
  run(after, second, 2);
  expect(second.weight.variable.dataSync()).toEqual(whole.weight.variable.dataSync());
  expect(after.stateDict().parameters).toEqual({ weight: { rule: "Adam", steps: 4 }, bias: { rule: "Adam", steps: 4 } });
  whole.dispose();
  second.dispose();
});

it("gives groups their own learning rates, multiplied by the scale", () => {
  const model = make();
  tidy(() => [model.weight.assign(ones([2, 1])), model.bias?.assign(ones([1]))]);
  const optimizer = new Sgd({ learningRate: 0.5, groups: [{ parameters: (name) => name === "bias", learningRate: 0.1 }] }).attach(model);
  tidy(() => optimizer.step(onesFor(model), { scale: 0.5 }));
  expect(model.weight.variable).toBeClose([0.75, 0.75]); // 1 − 0.5 · 0.5
  expect(model.bias?.variable as Tensor).toBeClose([0.95]); // 1 − 0.1 · 0.5
  model.dispose();
});

it("hands a parameter on a manifold to the manifold, with its learning rate times the scale", () => {
  class OnManifold extends Module {
    readonly weight = new Parameter(() => ones([2]), { manifold: counting });
    forward(x: Tensor): Tensor {
      return mul(x, this.weight.value);
    }
  }
  const model = new OnManifold();
  const optimizer = new Adam().attach(model);
  tidy(() => optimizer.step(onesFor(model), { scale: 0.5 }));
  expect(model.weight.variable).toBeClose([0.75, 0.75]); // 1 − 0.5 · 0.5
  expect(optimizer.stateDict().parameters.weight).toEqual({ rule: "counting", steps: 1 });
  expect(optimizer.stateDict().tensors["weight.steps"] as Tensor).toBeClose(1);
  model.dispose();
});

it("changes nothing when a gradient is not finite, and names the parameter and the step", () => {
  const model = make();
  const optimizer = new Adam().attach(model);
  tidy(() => optimizer.step(onesFor(model)));
  const before = Array.from(model.weight.variable.dataSync());
  tidy(() => {
    const gradients = onesFor(model).set(model.bias as Parameter, tensor([NaN]));
    expect(() => optimizer.step(gradients)).toThrowSurenet("E_VALUE", /Adam, step 2: the gradient of bias is not finite/);
    const huge = onesFor(model).set(model.bias as Parameter, tensor([1e30])); // its square overflows, it is finite all the same
    optimizer.step(huge, { scale: 0 });
  });
  expect(Array.from(model.weight.variable.dataSync())).toEqual(before);
  model.dispose();
});

it("keeps its number of tensors over the steps, and frees them with the model", async () => {
  await expectNoLeak(() => {
    const model = make();
    const optimizer = new Adam().attach(model);
    tidy(() => optimizer.step(onesFor(model)));
    const before = memory().numTensors;
    for (let i = 0; i < 10; i++) tidy(() => optimizer.step(onesFor(model)));
    expect(memory().numTensors).toBe(before);
    model.dispose();
  });
});

it("refuses states and models that are not its own", () => {
  const [model, other] = [make(), make()];
  const [adam, sgd] = [new Adam().attach(model), new Sgd().attach(other)];
  tidy(() => adam.step(onesFor(model)));
  const saved = adam.stateDict();
  expect(() => sgd.loadStateDict(saved)).toThrowSurenet("E_VALUE", /weight was moved by another rule; expected Sgd, got "Adam"/);
  expect(() => adam.loadStateDict({ ...saved, tensors: {} })).toThrowSurenet("E_VALUE", /weight\.m is missing/);
  expect(() => adam.loadStateDict({ ...saved, parameters: { width: { rule: "Adam", steps: 1 } } })).toThrowSurenet(
    "E_VALUE",
    /no parameter width/,
  );
  tidy(() => {
    const tensors = { ...saved.tensors, "weight.v": ones([3]) };
    expect(() => adam.loadStateDict({ ...saved, tensors })).toThrowSurenet("E_SHAPE", /weight\.v.*expected \[2, 1\], got \[3\]/);
    expect(() => adam.step(onesFor(other))).toThrowSurenet("E_STATE", /not attached/);
  });
  expect(() => adam.attach(other)).toThrowSurenet("E_STATE", /another model/);
  model.dispose();
  other.dispose();
});
