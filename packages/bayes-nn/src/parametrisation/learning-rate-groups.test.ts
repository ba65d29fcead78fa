import { Adam } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { GaussianLinear } from "../layers/gaussian-linear.ts";
import { learningRateGroups } from "./learning-rate-groups.ts";

it("gives every parameter of a Gaussian layer the rate of its parametrisation", () => {
  const layer = new GaussianLinear(5, 4, { rng: createRng(0), covariance: { kind: "lowRank", rank: 2 } });
  const groups = learningRateGroups(layer, { learningRate: 0.1, optimizer: "SGD" });
  const rateOf = (name: string): number =>
    layer.namedParameters().flatMap(([path, p]) => (path === name ? groups.filter((g) => g.parameters(path, p)) : []))[0]?.learningRate ?? NaN; // prettier-ignore
  // μP, hidden, SGD: weights 1, biases fanOut; the factors half of it, their rank being 2
  expect(["params.weight", "params.bias", "params.cov.factor.weight", "params.cov.factor.bias"].map(rateOf)).toBeClose([
    0.1, 0.4, 0.05, 0.2,
  ]);
  new Adam({ groups }).attach(layer);
  layer.dispose();
});

it("refuses what has no rates", () => {
  const layer = new GaussianLinear(5, 4, { rng: createRng(0), parametrisation: "NeuralTangent" });
  expect(() => learningRateGroups(layer, { learningRate: 0.1, optimizer: "Adam" })).toThrowSurenet("E_UNSUPPORTED", /gradient descent/);
  expect(() => learningRateGroups(layer, { learningRate: 0.1, optimizer: "adam" as "Adam" })).toThrowSurenet("E_OPTION", /"SGD" or "Adam"/);
  layer.dispose();
});
