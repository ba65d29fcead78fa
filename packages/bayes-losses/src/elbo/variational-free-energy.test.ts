import { type Tensor, fill, ones, tensor1d, tidy, zeros } from "@tensorflow/tfjs-core";
import { type CovarianceSpec, GaussianLinear, Sequential } from "@surenet/bayes-nn";
import { Adam, Linear, ReLU, fit } from "@surenet/nn";
import { twoMoons } from "@surenet/data";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { CrossEntropyLoss, CrossEntropyLossVR, MSELoss, NegativeELBO, VariationalFreeEnergy } from "../index.ts";

const rng = createRng(3);
const nll = new MSELoss();

/** One weight N(1, 0.5²), no bias. */
function oneWeight(): GaussianLinear {
  const layer = new GaussianLinear(1, 1, { rng, bias: false, covariance: { kind: "diagonal", scale: 0.5 } });
  layer.params.weight.assign(ones([1, 1]));
  return layer;
}

it("adds the weighted divergence to the likelihood, and reports them apart", () => {
  tidy(() => {
    const model = oneWeight();
    const loss = new VariationalFreeEnergy({ nll, klWeight: 0.1 });
    const { nll: data, kl, total } = loss.terms(ones([1, 1]), zeros([1, 1]), model);
    const divergence = 0.5 * (0.25 + 1 - 1 - Math.log(0.25)); // of N(1, 0.25) from N(0, 1)
    expect(data).toBeClose(1);
    expect(kl).toBeClose(divergence, 2e-5);
    expect(total).toBeClose(1 + 0.1 * divergence, 1e-5);
    expect(new NegativeELBO({ nll, klWeight: 0.1 }).forward(ones([1, 1]), zeros([1, 1]), model)).toBeClose(total, 0);
    model.dispose();
  });
});

it("weighs the divergence by the number of means, or of examples", () => {
  const model = new Sequential([new GaussianLinear(2, 3, { rng }), new ReLU(), new GaussianLinear(3, 1, { rng })]);
  expect(new VariationalFreeEnergy({ nll, klWeight: null }).weightOf(model)).toBeCloseTo(1 / 13); // 2·3 + 3 + 3 + 1
  expect(new VariationalFreeEnergy({ nll, datasetSize: 8000 }).weightOf(model)).toBe(1 / 8000);
  expect(new VariationalFreeEnergy({ nll, klWeight: 0.03, datasetSize: 8000 }).weightOf(model)).toBe(0.03 / 8000);
  model.dispose();
});

it("takes a prior as a number, flat, or by paths", () => {
  tidy(() => {
    const model = new GaussianLinear(1, 2, { rng, covariance: { kind: "diagonal", scale: 0.5 } }); // bias and weight of two numbers each
    const of = (options: object): number => new VariationalFreeEnergy({ nll, ...options }).divergence(model).dataSync()[0] ?? NaN;
    expect(of({ priorScale: fill([4], 0.5) })).toBeCloseTo(of({ priorScale: 0.5 }), 5);
    expect(of({ priorLoc: fill([4], 0) })).toBeCloseTo(of({}), 5);
    const { weight } = model.params;
    expect(of({ priorLoc: { "params.weight": weight.variable }, priorScale: 0.5 })).toBeLessThan(1e-5); // bias at 0, weight at its own mean
    expect(() => of({ priorLoc: { "params.wait": weight.variable } })).toThrowSurenet("E_OPTION", /params.wait/);
    expect(() => of({ priorLoc: zeros([3]) })).toThrowSurenet("E_SHAPE", /\[4\]/);
    expect(() => of({ priorScale: { "params.bias": zeros([3]) } })).toThrowSurenet("E_SHAPE");
    model.dispose();
  });
});

const kinds: readonly CovarianceSpec[] = [{ kind: "diagonal" }, { kind: "factorized", rank: 4 }, { kind: "lowRank", rank: 1 }, { kind: "kronecker" }]; // prettier-ignore

it.each(kinds)("is finite and leaves no tensor behind with %o", async (covariance) => {
  const model = new Sequential([new GaussianLinear(2, 3, { rng, covariance }), new ReLU(), new GaussianLinear(3, 2, { rng, covariance })]);
  const loss = new VariationalFreeEnergy({ nll: new CrossEntropyLoss(), datasetSize: 4 });
  const [x, y] = [zeros([4, 2]), tensor1d([0, 1, 1, 0], "int32")];
  await expectNoLeak(() =>
    tidy(() => {
      const value = loss.forward(model.forward(x, { samples: 3 }), y, model).dataSync()[0];
      expect(Number.isFinite(value)).toBe(true);
    }),
  );
  for (const owned of [model, x, y]) owned.dispose();
});

it("trains with the variance-reduced loss, and evaluates with the plain one", async () => {
  const data = twoMoons(200, { rng: createRng(1) });
  const layers = [new GaussianLinear(2, 16, { rng, parametrisation: "Standard" }), new ReLU(), new GaussianLinear(16, 2, { rng, layerType: "output", parametrisation: "Standard" })]; // prettier-ignore
  const model = new Sequential(layers, { features: true });
  const loss = new VariationalFreeEnergy({ nll: new CrossEntropyLossVR(), klWeight: 0.1, priorScale: 0.5, datasetSize: 200 });
  const optimizer = new Adam({ learningRate: 0.02 });
  const { history } = await fit(model, { data, validation: data, loss, epochs: 30, batchSize: 50, rng, optimizer });
  expect(history.at(-1)?.validation?.["loss"]).toBeLessThan(0.5 * (history[0]?.validation?.["loss"] ?? NaN));
  model.dispose();
});

it("refuses models without Gaussians or with points among them, and impossible options", () => {
  tidy(() => {
    const plain = new Linear(2, 1, { rng });
    const points = new Sequential([new GaussianLinear(2, 3, { rng }), new GaussianLinear(3, 1, { rng, covariance: null })]);
    const attempt = (model: Linear | Sequential) => (): Tensor =>
      new VariationalFreeEnergy({ nll }).forward(zeros([1, 1]), zeros([1, 1]), model);
    expect(attempt(plain)).toThrowSurenet("E_STATE", /no Gaussian layers/);
    expect(attempt(points)).toThrowSurenet("E_STATE", /layers.1.params.weight has no covariance/);
    plain.dispose();
    points.dispose();
  });
  const option = (options: object) => (): unknown => new VariationalFreeEnergy({ nll, ...options });
  expect(option({ reduction: "none" })).toThrowSurenet("E_OPTION", /reduction/);
  expect(option({ klWeight: -1 })).toThrowSurenet("E_OPTION", /klWeight/);
  expect(option({ klWeight: null, datasetSize: 10 })).toThrowSurenet("E_OPTION", /datasetSize/);
  expect(option({ datasetSize: 0.5 })).toThrowSurenet("E_OPTION", /datasetSize/);
  expect(option({ priorScale: -1 })).toThrowSurenet("E_OPTION", /priorScale/);
  expect(option({ nll: "mse" })).toThrowSurenet("E_OPTION", /nll/);
  expect(option({ klweight: 1 })).toThrowSurenet("E_OPTION", /klWeight/);
});

it("takes a function for the likelihood, if it returns a scalar", () => {
  tidy(() => {
    const model = oneWeight();
    const loss = (value: Tensor): VariationalFreeEnergy => new VariationalFreeEnergy({ nll: () => value, klWeight: 0 });
    expect(loss(ones([])).forward(zeros([2, 1]), zeros([2, 1]), model)).toBeClose(1);
    expect(() => loss(ones([2])).forward(zeros([2, 1]), zeros([2, 1]), model)).toThrowSurenet("E_SHAPE", /scalar/);
    model.dispose();
  });
});
