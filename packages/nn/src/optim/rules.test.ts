import { type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { Linear } from "../layers/linear.ts";
import { Adam } from "./adam.ts";
import { AdamW } from "./adam-w.ts";
import type { Optimizer } from "./optimizer.ts";
import { RmsProp } from "./rms-prop.ts";
import { Sgd } from "./sgd.ts";

/** The values of a parameter that starts at 1, after each of these gradients. */
function path(optimizer: Optimizer, gradients: readonly number[]): number[] {
  const model = new Linear(1, 1, { rng: createRng(0), bias: false });
  tidy(() => model.weight.assign(tensor([[1]])));
  optimizer.attach(model);
  const values = gradients.map((gradient) => {
    tidy(() => optimizer.step(new Map<typeof model.weight, Tensor>([[model.weight, tensor([[gradient]])]])));
    return model.weight.variable.dataSync()[0] ?? NaN;
  });
  model.dispose();
  return values;
}

it("Sgd without a momentum moves by η g", () => {
  expect(path(new Sgd({ learningRate: 0.1 }), [1, 2, -1])).toBeClose([0.9, 0.7, 0.8]);
});

it("Sgd with a momentum sums m = 1, 1.9, 2.71", () => {
  expect(path(new Sgd({ learningRate: 0.1, momentum: 0.9 }), [1, 1, 1])).toBeClose([0.9, 0.71, 0.439]);
});

it("Sgd with Nesterov's momentum moves by g + 0.9 m = 1.9, 2.71, 3.439", () => {
  expect(path(new Sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }), [1, 1, 1])).toBeClose([0.81, 0.539, 0.1951]);
});

it("Sgd adds the weight decay to the gradient: 1 + 0.5 p = 1.5, 1.425, 1.35375", () => {
  expect(path(new Sgd({ learningRate: 0.1, weightDecay: 0.5 }), [1, 1, 1])).toBeClose([0.85, 0.7075, 0.572125]);
});

it("Adam corrects the bias of its moments", () => {
  // v̂ = 1 throughout. m̂: 1; (0.9·0.1 − 0.1)/0.19 = −0.0526316; (−0.009 + 0.1)/0.271 = 0.3357934
  expect(path(new Adam({ learningRate: 0.1 }), [1, -1, 1])).toBeClose([0.9, 0.90526316, 0.87168382], 1e-6);
});

it("Adam adds eps to the corrected root: with g = 1 and eps = 1 each step is η / 2", () => {
  expect(path(new Adam({ learningRate: 0.1, eps: 1 }), [1, 1, 1])).toBeClose([0.95, 0.9, 0.85], 1e-6);
});

it("AdamW decays the parameter apart from the moments: p ← 0.99 p − 0.1", () => {
  expect(path(new AdamW({ learningRate: 0.1, weightDecay: 0.1 }), [1, 1, 1])).toBeClose([0.89, 0.7811, 0.673289], 1e-6);
});

it("RmsProp divides by the root of v = 0.1, 0.19, 0.271", () => {
  // 0.1/√0.1 = 0.3162278, 0.1/√0.19 = 0.2294157, 0.1/√0.271 = 0.1920957
  expect(path(new RmsProp({ learningRate: 0.1, alpha: 0.9 }), [1, 1, 1])).toBeClose([0.6837722, 0.4543565, 0.2622608], 1e-6);
});

it("RmsProp's momentum sums d: b = 3.1622777, 3.8752962, 3.8586053", () => {
  expect(path(new RmsProp({ learningRate: 0.1, alpha: 0.9, momentum: 0.5 }), [1, 1, 1])).toBeClose(
    [0.6837722, 0.2962426, -0.0896179],
    1e-6,
  );
});

it.each([
  ["a misspelt option", () => new AdamW({ weightDecy: 1 } as object), /Did you mean "weightDecay"/],
  ["a momentum of 1", () => new Sgd({ momentum: 1 }), /momentum.*\[0, 1\).*got 1/],
  ["an eps of zero", () => new Adam({ eps: 0 }), /eps.*got 0/],
  ["Nesterov without a momentum", () => new Sgd({ nesterov: true }), /Set momentum/],
  ["a negative learning rate", () => new Adam({ learningRate: -1 }), /learningRate.*got -1/],
  [
    "a learning rate of a group that is no number",
    () => new Adam({ groups: [{ parameters: () => true, learningRate: NaN }] }),
    /learningRate.*got NaN/,
  ],
])("refuses %s", (_, make, message) => {
  expect(make).toThrowSurenet("E_OPTION", message);
});
