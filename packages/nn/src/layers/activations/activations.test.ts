import { tensor, tidy } from "@tensorflow/tfjs-core";
import { testLayer } from "@surenet/testing";
import { expect, it } from "vitest";
import type { Module } from "../../module/module.ts";
import { ELU } from "./elu.ts";
import { GELU } from "./gelu.ts";
import { Identity } from "./identity.ts";
import { LeakyReLU } from "./leaky-relu.ts";
import { ReLU } from "./relu.ts";
import { SELU } from "./selu.ts";
import { Sigmoid } from "./sigmoid.ts";
import { SiLU } from "./silu.ts";
import { Softmax, softmax } from "./softmax.ts";
import { Softplus } from "./softplus.ts";
import { Tanh } from "./tanh.ts";

const E = Math.E;
const SELU_SCALE = 1.0507009873554805; // Klambauer et al. 2017, appendix A1
const SELU_ALPHA = 1.6732632423543772;

/** Each activation with its values at −1, 0 and 2. Inputs of the suite lie in [−1, 1], so promised slopes are those on all of ℝ. */
const cases: [name: string, make: () => Module, values: number[], lipschitz?: number][] = [
  ["ReLU", () => new ReLU(), [0, 0, 2], 1],
  ["LeakyReLU", () => new LeakyReLU({ negativeSlope: 0.1 }), [-0.1, 0, 2], 1],
  ["ELU", () => new ELU(), [1 / E - 1, 0, 2], 1],
  ["ELU with alpha 2", () => new ELU({ alpha: 2 }), [2 * (1 / E - 1), 0, 2], 2],
  ["SELU", () => new SELU(), [SELU_SCALE * SELU_ALPHA * (1 / E - 1), 0, 2 * SELU_SCALE], 1.7581],
  // Φ(−1) = 0.15865525, Φ(2) = 0.97724987
  ["GELU", () => new GELU(), [-0.15865525, 0, 1.95449974]],
  ["GELU by tanh", () => new GELU({ approximate: "tanh" }), [-0.15880801, 0, 1.95459769]],
  ["SiLU", () => new SiLU(), [-1 / (1 + E), 0, 2 / (1 + E ** -2)]],
  ["Sigmoid", () => new Sigmoid(), [1 / (1 + E), 0.5, 1 / (1 + E ** -2)], 0.25],
  ["Tanh", () => new Tanh(), [Math.tanh(-1), 0, Math.tanh(2)], 1],
  ["Softplus", () => new Softplus(), [Math.log(1 + 1 / E), Math.LN2, Math.log(1 + E ** 2)], 1],
  ["Softmax", () => new Softmax(), [E ** -1, 1, E ** 2].map((p) => p / (E ** -1 + 1 + E ** 2)), 1],
  ["Identity", () => new Identity(), [-1, 0, 2], 1],
];

it.each(cases)("%s has its values at −1, 0, 2", (_, make, values) => {
  tidy(() => void expect(make().forward(tensor([[-1, 0, 2]]))).toBeClose([values], 2e-6));
});

for (const [name, make, , lipschitz] of cases) testLayer({ name, make, input: [3, 4], ...(lipschitz !== undefined && { lipschitz }) });
testLayer({ name: "Softmax along axis 1", make: () => new Softmax(1), input: [2, 3, 4] });

it("keeps softmax finite for large scores", () => {
  tidy(() => void expect(softmax(tensor([[1000], [1000 + Math.log(3)]]), 0)).toBeClose([0.25, 0.75], 1e-4)); // float32 holds 1001.0986 to 6e-5
});

it.each([
  ["a misspelt option", () => new ELU({ alfa: 1 } as object), "E_OPTION", /Did you mean "alpha"/],
  ["a slope that is no number", () => new LeakyReLU({ negativeSlope: NaN }), "E_OPTION", /negativeSlope/],
  ["an unknown approximation", () => new GELU({ approximate: "poly" as "tanh" }), "E_OPTION", /"none" or "tanh"/],
  ["half an axis", () => new Softmax(0.5), "E_OPTION", /axis/],
  ["an axis that is not there", () => softmax(tensor([1, 2]), 1), "E_SHAPE", /an axis 1/],
] as const)("refuses %s", (_, call, code, message) => {
  expect(call).toThrowSurenet(code, message);
});
