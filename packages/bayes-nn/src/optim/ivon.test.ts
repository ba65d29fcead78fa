import { fill, mean, squaredDifference, tensor, tidy } from "@tensorflow/tfjs-core";
import { twoMoons } from "@surenet/data";
import { CrossEntropyLoss } from "@surenet/losses";
import { Linear, type Parameter, fit } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { toBayesian } from "../conversion/to-bayesian.ts";
import type { GaussianLinear } from "../layers/gaussian-linear.ts";
import { Ivon } from "./ivon.ts";

const options = { datasetSize: 10, weightDecay: 0.5, initialCurvature: 2, beta1: 0.9, beta2: 0.8, learningRate: 0.1 };
const read = (t: { dataSync(): ArrayLike<number> }): number => t.dataSync()[0] ?? NaN;

it("takes the steps of its formulas", () => {
  tidy(() => {
    const model = new Linear(1, 1, { rng: createRng(0), bias: false });
    model.weight.assign(fill([1, 1], 0.4));
    const optimizer = new Ivon({ ...options, rng: createRng(1) }).attach(model);
    const step = (gradient: number): void =>
      optimizer.step(new Map<Parameter, ReturnType<typeof fill>>([[model.weight, fill([1, 1], gradient)]]));
    // the first gradient is taken at the mean, so it says nothing about the curvature: ĥ = 0
    step(3);
    let h = 0.8 * 2 + (0.5 * 0.04 * (2 - 0) ** 2) / 2.5;
    let m = 0.4 - (0.1 * (3 + 0.5 * 0.4)) / (h + 0.5); // g / (1 - β₁) = 3
    const first = optimizer.posterior(model)["weight"];
    expect(read(first?.mean ?? fill([1], NaN))).toBeCloseTo(m, 5);
    expect(read(first?.deviation ?? fill([1], NaN))).toBeCloseTo(1 / Math.sqrt(10 * (h + 0.5)), 5);
    const theta = read(model.weight.variable); // a draw
    step(-1);
    const seen = -1 * (theta - m) * 10 * (h + 0.5);
    const g = (0.9 * 0.3 + 0.1 * -1) / (1 - 0.81);
    h = 0.8 * h + 0.2 * seen + (0.5 * 0.04 * (h - seen) ** 2) / (h + 0.5);
    m -= (0.1 * (g + 0.5 * m)) / (h + 0.5);
    expect(read(optimizer.posterior(model)["weight"]?.mean ?? fill([1], NaN))).toBeCloseTo(m, 4);
    optimizer.settle(model);
    expect(read(model.weight.variable)).toBeCloseTo(m, 4);
    model.dispose();
  });
});

it("repeats itself from a saved state", () => {
  tidy(() => {
    const make = (): { model: Linear; optimizer: Ivon } => {
      const model = new Linear(2, 1, { rng: createRng(0) });
      return { model, optimizer: new Ivon({ ...options, rng: createRng(1) }).attach(model) };
    };
    const [a, b] = [make(), make()];
    const step = ({ model, optimizer }: typeof a): void =>
      optimizer.step(new Map(model.parameters().map((parameter) => [parameter, parameter.variable.clone()])));
    step(a);
    b.model.loadStateDict(a.model.stateDict());
    b.optimizer.loadStateDict(a.optimizer.stateDict());
    step(a);
    step(b);
    expect([...b.model.weight.value.dataSync()]).toEqual([...a.model.weight.value.dataSync()]);
    const [weight, bias] = [a.model.weight, a.model.bias].map((parameter) => parameter?.variable.dataSync()[0]);
    expect(weight).not.toBe(bias);
    a.model.dispose();
    b.model.dispose();
  });
});

it("trains in the plain loop, and is most certain about what the data say most about", async () => {
  const data = twoMoons(200, { rng: createRng(3) });
  const model = new Linear(2, 2, { rng: createRng(4) });
  const optimizer = new Ivon({
    datasetSize: 200,
    rng: createRng(5),
    learningRate: 0.3,
    beta2: 0.99,
    initialCurvature: 0.5,
    weightDecay: 0.01,
  });
  const { history } = await fit(model, { data, loss: new CrossEntropyLoss(), epochs: 40, batchSize: 50, rng: createRng(6), optimizer });
  optimizer.settle(model);
  expect(history.at(-1)?.loss).toBeLessThan(0.4);
  const posterior = optimizer.posterior(model);
  const bayesian = toBayesian(model, { rng: createRng(7), posterior });
  const [head] = bayesian.layers as [GaussianLinear];
  const variances = tidy(() => [...(head.gaussian.covariance?.variance().weight.dataSync() ?? [])]);
  const deviations = [...(posterior["weight"]?.deviation.dataSync() ?? [])];
  expect(variances.map(Math.sqrt)).toEqual(deviations.map((deviation) => expect.closeTo(deviation, 6) as number));
  expect([...head.params.weight.value.dataSync()]).toEqual([...(posterior["weight"]?.mean.dataSync() ?? [])]);
  expect(() => toBayesian(model, { rng: createRng(7), posterior: {} })).toThrowSurenet("E_OPTION", /one with weight/);
  bayesian.dispose();
  for (const deviation of deviations) expect(deviation).toBeLessThan(1 / Math.sqrt(200 * 0.01)); // the prior's
  for (const { mean: centre, deviation } of Object.values(posterior)) {
    centre.dispose();
    deviation.dispose();
  }
  model.dispose();
});

it("leaves no tensor behind", async () => {
  await expectNoLeak(() => {
    const model = new Linear(1, 1, { rng: createRng(0) });
    const optimizer = new Ivon({ ...options, rng: createRng(1) }).attach(model);
    tidy(() => {
      const loss = mean(squaredDifference(model.forward(tensor([[1]])), 2));
      optimizer.step(new Map(model.parameters().map((parameter) => [parameter, fill([...parameter.shape], read(loss))])));
    });
    model.dispose();
  });
});

it("refuses impossible options, and answers before a step", () => {
  const rng = createRng(0);
  const option = (wrong: object) => (): unknown => new Ivon({ ...options, rng, ...wrong });
  expect(option({ rng: undefined })).toThrowSurenet("E_OPTION", /rng/);
  expect(option({ datasetSize: 0 })).toThrowSurenet("E_OPTION", /datasetSize/);
  expect(option({ beta2: 1 })).toThrowSurenet("E_OPTION", /beta2/);
  expect(option({ weightDecay: 0 })).toThrowSurenet("E_OPTION", /weightDecay/);
  expect(option({ initialCurvature: 0 })).toThrowSurenet("E_OPTION", /initialCurvature/);
  expect(option({ beta3: 0 })).toThrowSurenet("E_OPTION", /beta3/);
  const model = new Linear(1, 1, { rng });
  expect(() => new Ivon({ ...options, rng }).attach(model).posterior(model)).toThrowSurenet("E_STATE", /first step/);
  model.dispose();
});
